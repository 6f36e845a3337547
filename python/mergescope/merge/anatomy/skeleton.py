"""The model that a config.json names, without values: what transformers takes for tokens' rows and for buffers."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cache

import torch

from mergescope.architecture.loaded_names import loaded_as
from mergescope.architecture.meta_model import meta_model
from mergescope.architecture.model_class import NamedClass, named_class
from mergescope.architecture.quiet import quiet
from mergescope.architecture.saved_names import (
    ignored_on_save,
    saved_as,
    saved_names,
    saved_stacks,
    tied_names,
)
from mergescope.library_types import PreTrainedModel
from mergescope.merge.anatomy.holding import Holding

LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Skeleton:
    """Names as the loaded model has them.

    rows: tensors with a row for each token, with what they are called in a checkpoint; embeddings: the weight of the input's, where there is one; unsaved: buffers
    that are not written into a checkpoint; stacks: what stands before the numbers of layers, with what stands there in a
    checkpoint, where that is something else.
    """

    names: frozenset[str]
    rows: dict[str, str]
    embeddings: str | None
    unsaved: frozenset[str]
    stacks: dict[str, str]


def skeleton_of(holding: Holding, trusts_code: bool) -> Skeleton | None:
    """None where transformers cannot build it."""
    try:
        with quiet():
            return _seen(meta_model(class_of(holding, trusts_code)))
    except Exception as error:
        LOG.info("transformers cannot build the model without its weights: %s", error)
        return None


def needed_names(holding: Holding, trusts_code: bool) -> frozenset[str]:
    """Names, as a checkpoint or the loaded model has them, of what the class of a model cannot be loaded without; none
    where transformers cannot build it."""
    try:
        with quiet():
            model = meta_model(class_of(holding, trusts_code))
            wanted = saved_names(model).wanted
            return frozenset(wanted).union(loaded_as(model, wanted).values())
    except Exception as error:
        LOG.info("transformers cannot build the model without its weights: %s", error)
        return frozenset()


def loading_of(holding: Holding, trusts_code: bool) -> Callable[[Collection[str]], dict[str, str]]:
    """Gives by the names in a checkpoint those that the class of a model has for them; none where transformers cannot build
    it. The class is built once, for the first checkpoint that is asked about."""
    built = cache(lambda: meta_model(class_of(holding, trusts_code)))

    def loaded(names: Collection[str]) -> dict[str, str]:
        try:
            with quiet():
                return loaded_as(built(), names)
        except Exception as error:
            LOG.info("transformers cannot build the model without its weights: %s", error)
            return {}

    return loaded


def class_of(holding: Holding, trusts_code: bool) -> NamedClass:
    """The class of a model that is merged, whose weights have been judged by its tensors."""
    return named_class(holding.folder, trusts_code, holding.model.override_architecture, are_plain=True)


def _seen(model: PreTrainedModel) -> Skeleton:
    saved = model.state_dict().keys()
    ignored = ignored_on_save(model)
    buffers = {name for name, _ in model.named_buffers()}
    rows, embeddings = _rows(model)
    return Skeleton(
        names=frozenset(saved),
        rows={name: name for name in rows} | saved_as(model, rows),
        embeddings=embeddings,
        unsaved=frozenset(name for name in buffers if name not in saved or ignored.search(name)),
        stacks=saved_stacks(model),
    )


def _rows(model: PreTrainedModel) -> tuple[set[str], str | None]:
    """The parameters of the input's and the output's embeddings, under every name that they have."""
    modules = [_asked(model.get_input_embeddings), _asked(model.get_output_embeddings)]
    weights = [getattr(module, "weight", None) for module in modules]
    inputs = weights[0]
    # The first layer of a model of pictures or sounds is asked for by the same name.
    if inputs is None or inputs.dim() != 2 or not isinstance(modules[0], torch.nn.Embedding):
        return set(), None
    kept = [module for module, weight in zip(modules, weights, strict=True) if _is_rows(weight, inputs)]
    own = {
        id(value)
        for module in kept
        if module is not None
        for value in (module.weight, getattr(module, "bias", None))
    }
    named = dict(model.named_parameters(remove_duplicate=False))
    rows = {name for name, parameter in named.items() if id(parameter) in own}
    # A tied model has them under several names, and is saved with one.
    tied = tied_names(model)
    called = sorted((name for name in rows if named[name] is inputs), key=tied.__contains__)
    return rows, next(iter(called), None)


def _is_rows(weight: torch.Tensor | None, inputs: torch.Tensor) -> bool:
    return weight is not None and weight.dim() == 2 and len(weight) == len(inputs)


def _asked(method: Callable[[], torch.nn.Module | None]) -> torch.nn.Module | None:
    try:
        return method()
    except (NotImplementedError, AttributeError):
        return None
