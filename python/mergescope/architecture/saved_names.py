"""The tensors that a model of a class would be saved as: names and shapes of its checkpoint."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

import torch

from mergescope.library_types import PreTrainedModel

Shapes = dict[str, tuple[int, ...]]


class SavedNames(NamedTuple):
    """wanted: what has to be stored; allowed: what may be as well; tied: those of the latter that share their values with
    others, such as a head with the embeddings."""

    wanted: Shapes
    allowed: Shapes
    tied: frozenset[str]


def saved_names(model: PreTrainedModel) -> SavedNames:
    """What `save_pretrained` writes of a model on the meta device, without writing it."""
    whole = dict(model.state_dict())
    tied = tied_names(model)
    own = _as_saved(model, {name: tensor for name, tensor in whole.items() if name not in tied})
    every = _as_saved(model, whole) if tied else own
    unsaved = ignored_on_save(model)
    optional = _matching(model, "_keys_to_ignore_on_load_missing")
    wanted = {
        name: shape for name, shape in own.items() if not (unsaved.search(name) or optional.search(name))
    }
    allowed = {name: shape for name, shape in every.items() if name not in wanted}
    return SavedNames(wanted, allowed, frozenset(set(every) - set(own)))


def saved_stacks(model: PreTrainedModel) -> dict[str, str]:
    """What stands before the numbers of layers in a model's names, `model.layers`, with what stands there once it is saved;
    only what changes."""
    stacks: dict[str, set[str]] = {}
    first: dict[str, str] = {}
    state = model.state_dict()
    for name in state:
        first.setdefault(re.sub(r"(?<=\.)\d+(?=\.)", "*", name), name)
    for name in first.values():
        stack = _stack_of(name)
        for saved in _as_saved(model, {name: state[name]}) if stack else ():
            stacks.setdefault(stack, set()).add(_stack_of(saved))
    return {stack: saved.pop() for stack, saved in stacks.items() if len(saved) == 1 and saved != {stack}}


def saved_as(model: PreTrainedModel, names: Iterable[str]) -> dict[str, str]:
    """What tensors of a model are called once it is saved; of those that stay whole."""
    state = model.state_dict()
    saved = {name: list(_as_saved(model, {name: state[name]})) for name in names if name in state}
    return {name: called[0] for name, called in saved.items() if len(called) == 1}


def ignored_on_save(model: PreTrainedModel) -> re.Pattern[str]:
    """Names that transformers does not write, though the model has them."""
    return _matching(model, "_keys_to_ignore_on_save")


def ignored(model: PreTrainedModel) -> re.Pattern[str]:
    """Names that transformers passes over where they are stored and nothing takes them."""
    return _matching(
        model, "_keys_to_ignore_on_load_unexpected", "rotary_emb\\.inv_freq", "(^|\\.)position_ids$"
    )


def tied_names(model: PreTrainedModel) -> set[str]:
    """Names that share the values of others, by this config."""
    return set(tied_sources(model))


def tied_sources(model: PreTrainedModel) -> dict[str, str]:
    """Names that share the values of others, by this config, each with the other's."""
    known = getattr(model, "all_tied_weights_keys", None)
    if known is not None:
        return dict(known)
    # transformers 4: what is shared are the very same parameters.
    seen: dict[int, str] = {}
    firsts = {
        name: seen.setdefault(id(value), name)
        for name, value in model.named_parameters(remove_duplicate=False)
    }
    return {name: first for name, first in firsts.items() if name != first}


def _as_saved(model: PreTrainedModel, state: dict[str, torch.Tensor]) -> Shapes:
    """The names and shapes of the checkpoint: transformers 5 keeps some tensors in another layout than their files."""
    try:
        from transformers.core_model_loading import revert_weight_conversion
    except ImportError:
        pass
    else:
        state = revert_weight_conversion(model, state)
    return {name: tuple(tensor.shape) for name, tensor in state.items()}


def _matching(model: PreTrainedModel, attribute: str, *more: str) -> re.Pattern[str]:
    patterns = [*(getattr(model, attribute, None) or ()), *more]
    return re.compile("|".join(f"({pattern})" for pattern in patterns) or r"(?!)")


def _stack_of(name: str) -> str:
    number = re.search(r"\.\d+\.", name)
    return name[: number.start()] if number else ""
