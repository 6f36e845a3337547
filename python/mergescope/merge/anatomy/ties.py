"""Tensors that a config ties to others, and that only some donors store all the same: copies, which nobody needs."""

from __future__ import annotations

import logging
from collections.abc import Iterable

import torch

from mergescope.architecture.meta_model import meta_model
from mergescope.architecture.quiet import quiet
from mergescope.architecture.saved_names import saved_as, saved_names, tied_sources
from mergescope.engine.vocabulary.names import vocabulary_kind_of
from mergescope.library_types import LazyTensorLoader, ModelReference
from mergescope.merge.anatomy.holding import Holding
from mergescope.merge.anatomy.parts import Anatomy, Part
from mergescope.merge.anatomy.skeleton import class_of
from mergescope.merge.config_paths import ties_embeddings, unties_embeddings

LOG = logging.getLogger(__name__)
_ROWS = 4096


class Ties:
    """What the output, which has the config of its leading model, shares between tensors of several names."""

    def __init__(self, anatomy: Anatomy, lead: ModelReference, trusts_code: bool) -> None:
        self._lead = lead
        self._code = trusts_code
        self._holdings = anatomy.holdings
        self._parts = {
            part.name: part for module in anatomy.modules.values() for part in (*module.before, *module.after)
        }
        self._known: dict[ModelReference, dict[str, str | None]] = {}

    def source_of(self, part: Part, inputs: Iterable[ModelReference]) -> Part | None:
        """What the output has in place of a part that only some donors store; None where the part is to be written.

        Args:
            inputs: the donors that would give it. One whose own config does not tie it has values of its own there.
        """
        holders = {model for model, held in self._holdings.items() if part.held_as(held, None)}
        if not holders or len(holders) == len(self._holdings):
            return None
        source = self._parts.get(self._source(part, self._lead) or "")
        if source is None or not all(source.held_as(held, None) for held in self._holdings.values()):
            return None
        return source if all(self._source(part, model) for model in holders & set(inputs)) else None

    def copies(self, part: Part, source: Part) -> dict[ModelReference, bool | None]:
        """Of each donor that stores the part whether it is the same there as the other; None where no value is known."""
        return {
            model: _is_copy(held, part.held_as(held, None), source.held_as(held, None))
            for model, held in self._holdings.items()
            if part.held_as(held, None)
        }

    def _source(self, part: Part, model: ModelReference) -> str | None:
        """The name of the part that one donor's class and config tie it to."""
        known = self._of(model)
        if vocabulary_kind_of(part.name) == "head" and unties_embeddings(self._holdings[model].settings()):
            return None
        if part.name in known:
            return known[part.name]
        # A class that transformers cannot build, or of which others have given another name to its tensors.
        names = next(iter(part.tied.values()), ())
        embeddings = next((name for name, other in self._parts.items() if set(names) & _names(other)), None)
        config = model.config(trust_remote_code=self._code)
        return embeddings if ties_embeddings(config.to_dict()) else None

    def _of(self, model: ModelReference) -> dict[str, str | None]:
        if model not in self._known:
            self._known[model] = _built(self._holdings[model], self._code)
        return self._known[model]


def _built(holding: Holding, trusts_code: bool) -> dict[str, str | None]:
    """Every name of a class's checkpoint, with the one that it is tied to, if any."""
    try:
        with quiet():
            model = meta_model(class_of(holding, trusts_code))
            saved = saved_names(model)
            sources = tied_sources(model)
            stored = saved_as(model, {*sources, *sources.values()})
            tied = {stored.get(name, name): stored.get(other, other) for name, other in sources.items()}
            return {**dict.fromkeys({*saved.wanted, *saved.allowed}), **tied}
    except Exception as error:
        LOG.info("transformers cannot build the model without its weights: %s", error)
        return {}


def _loader(model: ModelReference) -> LazyTensorLoader:
    from mergekit.io.tasks import LoaderCache

    return LoaderCache().get(model)


def _names(part: Part) -> set[str]:
    return {name for names in part.called.values() for name in names}


def _is_copy(holding: Holding, name: str | None, source: str | None) -> bool | None:
    """Whether two tensors of a donor are the same; None of pickles, and of the zeros that stand for values elsewhere."""
    from safetensors import safe_open

    if name is None or source is None:
        return None
    name, source = holding.files[name], holding.files[source]
    paths = _loader(holding.model).index.tensor_paths
    files = [holding.folder / paths[each] for each in (name, source)]
    if any(file.suffix != ".safetensors" for file in files):
        return None
    with safe_open(files[0], "pt") as file, safe_open(files[1], "pt") as other:
        left, right = file.get_slice(name), other.get_slice(source)
        shape = left.get_shape()
        if not shape or shape != right.get_shape() or left.get_dtype() != right.get_dtype():
            return False
        is_known = False
        for first in range(0, shape[0], _ROWS):
            rows = left[first : first + _ROWS]
            if not torch.equal(rows, right[first : first + _ROWS]):
                return False
            is_known = is_known or bool(rows.count_nonzero())
    return True if is_known else None
