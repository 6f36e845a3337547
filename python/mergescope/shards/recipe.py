"""How one output tensor is made: of which tensors, by which method."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypedDict, cast

import torch

from mergescope.engine.kernels.base import Donor, Parameters, TensorTask
from mergescope.engine.row_sources import RowSources
from mergescope.engine.storage.safetensors_io import OutputTensor
from mergescope.library_types import RowPlan
from mergescope.messages import Json
from mergescope.shards.mergekit_values import decode, encode
from mergescope.sources.dtypes import dtype_of, name_of
from mergescope.sources.source import Source, StoredSource


class StoredIngredient(TypedDict):
    """An ingredient as JSON."""

    source: StoredSource
    is_base: bool
    parameters: Json
    asked: str | None
    model: Json


class StoredOwnTask(TypedDict):
    """The fields of `OwnTask`."""

    task: Json
    alignment: Json
    by_tokenizer: bool
    axis: int | None
    held_bytes: int


class StoredRecipe(TypedDict):
    """A recipe as JSON; aligned: it has a row plan, which is stored beside it."""

    name: str
    dtype: str
    shape: list[int]
    method: str
    parameters: Json
    inputs: list[StoredIngredient]
    working: str
    own: StoredOwnTask | None
    aligned: bool


@dataclass(frozen=True)
class Ingredient:
    """One donor's tensor.

    asked: the dtype that the config wants it in, or None; model: mergekit's name of it, as `encode` gives it, for
    mergekit's own tasks.
    """

    source: Source
    is_base: bool
    parameters: Parameters
    asked: torch.dtype | None = None
    model: Json = None

    @property
    def donor(self) -> str:
        return self.source.donor

    @property
    def dtype(self) -> torch.dtype:
        """That it is worked on in."""
        return (
            self.asked if self.asked is not None and holds_weights(self.source.dtype) else self.source.dtype
        )

    def as_json(self) -> StoredIngredient:
        asked = None if self.asked is None else name_of(self.asked)
        return {
            "source": self.source.as_json(),
            "is_base": self.is_base,
            "parameters": encode(self.parameters),
            "asked": asked,
            "model": self.model,
        }

    @staticmethod
    def of(value: StoredIngredient) -> Ingredient:
        asked = None if value["asked"] is None else dtype_of(value["asked"])
        source, parameters = Source.of(value["source"]), cast(Parameters, decode(value["parameters"]))
        return Ingredient(source, value["is_base"], parameters, asked, value["model"])


@dataclass(frozen=True)
class OwnTask:
    """mergekit's own task, as `encode` gives it, and what lays out the rows of its inputs where no row plan does.

    by_tokenizer: whether that asks for the tokenizer; axis: that the vocabulary lies along, None: there is none;
    held_bytes: of all tensors that it holds at once.
    """

    task: Json
    alignment: Json
    by_tokenizer: bool
    axis: int | None
    held_bytes: int


@dataclass(frozen=True)
class Recipe:
    """inputs: in the order of the config, of donors that hold the tensor; working: dtype that a kernel works in; own: None
    where a kernel merges; rows: the row plan of the patch as it is `numbered`, None where rows stay as they are."""

    output: OutputTensor
    method: str
    parameters: Parameters
    inputs: tuple[Ingredient, ...]
    working: torch.dtype
    own: OwnTask | None = None
    rows: RowPlan[int] | None = None

    @property
    def row_sources(self) -> RowSources | None:
        """Which rows of the inputs, by their positions, each row is made of; None: the same one of each."""
        along_rows = self.own is None or self.own.axis == 0
        return RowSources(self.rows) if self.rows is not None and along_rows else None

    @property
    def sources(self) -> list[Source]:
        return [ingredient.source for ingredient in self.inputs]

    def kernel_task(self, seed: int, memory: int) -> TensorTask:
        """The tensor as a kernel sees it; seed and memory: as of `TensorTask`."""
        base = next((position for position, ingredient in enumerate(self.inputs) if ingredient.is_base), None)
        alone = self.method == "passthrough"
        return TensorTask(
            name=self.output.name,
            shape=self.output.shape,
            dtype=self.working,
            seed=seed,
            parameters=self.parameters,
            donors=tuple(
                Donor(position, ingredient.donor, ingredient.parameters)
                for position, ingredient in enumerate(self.inputs)
                if alone or position != base
            ),
            base=None if alone else base,
            base_name="zero" if alone else None if base is None else self.inputs[base].donor,
            base_parameters={} if base is None else self.inputs[base].parameters,
            memory=memory,
        )

    def as_json(self) -> StoredRecipe:
        """All but the row plan."""
        return {
            "name": self.output.name,
            "dtype": name_of(self.output.dtype),
            "shape": list(self.output.shape),
            "method": self.method,
            "parameters": encode(self.parameters),
            "inputs": [ingredient.as_json() for ingredient in self.inputs],
            "working": name_of(self.working),
            "own": None if self.own is None else cast(StoredOwnTask, vars(self.own)),
            "aligned": self.rows is not None,
        }

    @staticmethod
    def of(value: StoredRecipe, rows: RowPlan[int] | None) -> Recipe:
        """What `as_json` gave, with its row plan."""
        return Recipe(
            OutputTensor(value["name"], dtype_of(value["dtype"]), tuple(value["shape"])),
            value["method"],
            cast(Parameters, decode(value["parameters"])),
            tuple(Ingredient.of(ingredient) for ingredient in value["inputs"]),
            dtype_of(value["working"]),
            None if value["own"] is None else OwnTask(**value["own"]),
            rows,
        )


def holds_weights(dtype: torch.dtype) -> bool:
    """Not what counts or tells true from false, which no dtype that weights get has room for."""
    return dtype.is_floating_point or dtype.is_complex
