"""A shard task: everything that one output file needs, as JSON beside an array file."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from mergescope.engine.storage.safetensors_io import OutputShard, shard_of
from mergescope.shards.alignment import TokenizerValues
from mergescope.shards.jobs import Settings
from mergescope.shards.recipe import Recipe
from mergescope.shards.row_plans import as_arrays, of_arrays

#: Folder of the tasks, in the folder of the output.
FOLDER = "mergescope/tasks"
_TOKENIZER = f"{FOLDER}/tokenizer.json"


@dataclass(frozen=True)
class ShardTask:
    """folder: of the output; device: type of torch's that the plan is made for; needed: bytes that it
    takes, beside the interpreter."""

    folder: Path
    file: str
    recipes: tuple[Recipe, ...]
    settings: Settings
    device: str
    needed: int

    @property
    def shard(self) -> OutputShard:
        return shard_of(self.file, [recipe.output for recipe in self.recipes])

    @property
    def donors(self) -> list[str]:
        """Whose tensors it reads, each once."""
        return list(
            dict.fromkeys(ingredient.donor for recipe in self.recipes for ingredient in recipe.inputs)
        )

    @property
    def has_own(self) -> bool:
        """Whether mergekit's own methods merge some of it, on threads of torch's."""
        return any(recipe.own is not None for recipe in self.recipes)

    @property
    def bytes(self) -> int:
        """Read and written."""
        read = sum(source.nbytes for recipe in self.recipes for source in recipe.sources)
        return read + sum(recipe.output.nbytes for recipe in self.recipes)

    def tokenizer(self) -> TokenizerValues | None:
        """What `write_tokenizer` was given; None: nobody wrote one."""
        path = self.folder / _TOKENIZER
        return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None

    def write(self) -> None:
        """Into the folder of the output, from where `read` takes it."""
        arrays: dict[str, Any] = {
            f"{number}/{name}": array
            for number, recipe in enumerate(self.recipes)
            if recipe.rows is not None
            for name, array in as_arrays(recipe.rows).items()
        }
        own = {name: value for name, value in vars(self).items() if name != "folder"}
        recipes, settings = [recipe.as_json() for recipe in self.recipes], vars(self.settings)
        path = _path(self.folder, self.file)
        path.parent.mkdir(parents=True, exist_ok=True)
        if arrays:
            np.savez(path.with_suffix(".npz"), **arrays)
        path.write_text(json.dumps({**own, "recipes": recipes, "settings": settings}), encoding="utf-8")

    @staticmethod
    def read(folder: Path, file: str) -> ShardTask:
        """The task of one file of the output in `folder`."""
        path = _path(folder, file)
        value = json.loads(path.read_text(encoding="utf-8"))
        arrays = (
            _arrays(path.with_suffix(".npz")) if any(stored["aligned"] for stored in value["recipes"]) else {}
        )
        recipes = tuple(
            Recipe.of(stored, of_arrays(stored["name"], arrays[number]) if stored["aligned"] else None)
            for number, stored in enumerate(value["recipes"])
        )
        settings = Settings(**value["settings"])
        return ShardTask(folder, value["file"], recipes, settings, value["device"], value["needed"])


def write_tokenizer(folder: Path, values: TokenizerValues) -> None:
    """For the tasks of an unpatched mergekit; values: as of `tokenizer_values`."""
    path = folder / _TOKENIZER
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(values), encoding="utf-8")


def _path(folder: Path, file: str) -> Path:
    return folder / FOLDER / f"{file.removesuffix('.safetensors')}.json"


def _arrays(path: Path) -> dict[int, dict[str, np.ndarray]]:
    """By the number of the recipe, arrays by name."""
    arrays_of: dict[int, dict[str, np.ndarray]] = defaultdict(dict)
    with np.load(path, allow_pickle=False) as arrays:
        for key in arrays.files:
            number, _, name = key.partition("/")
            arrays_of[int(number)][name] = arrays[key]
    return arrays_of
