"""mergekit's config and planner, with one thing mended in each."""

from __future__ import annotations

from typing import Any

from mergekit.config import MergeConfiguration
from mergekit.io.tasks import LoaderCache
from mergekit.plan import MergePlanner


class Configuration(MergeConfiguration):
    """Names its models in the order of the config, an unnamed base last.

    mergekit keeps them in a set: which donor gives config and tokenizer differs from run to run.
    """

    def referenced_models(self) -> list[Any]:
        found: dict[Any, None] = {}
        modules = list((self.modules or {}).values())
        for part in (self, *modules):
            for source in part.models or ():
                found.setdefault(source.model)
            for piece in part.slices or ():
                for source in piece.sources:
                    found.setdefault(source.model)
        for part in (self, *modules):
            for piece in part.slices or ():
                if piece.base_model is not None:
                    found.setdefault(piece.base_model)
        if self.base_model is not None:
            found.setdefault(self.base_model)
        for model in sorted(super().referenced_models(), key=str):
            found.setdefault(model)
        return list(found)


class Planner(MergePlanner):
    """Plans optional tensors that go by several names.

    mergekit ends with a TypeError on them, and so cannot merge a plain BERT: it adds a tuple
    to a list when it asks whether any donor has the tensor.
    """

    def plan_tensor(self, weight: Any, weights_in: list[Any], models: list[Any], cfg_reader: Any) -> None:
        if not (weight.optional and weight.aliases):
            return super().plan_tensor(weight, weights_in, models, cfg_reader)
        names = {
            model: {one.name, *(one.aliases or ())} for model, one in zip(models, weights_in, strict=True)
        }
        if not any(names[model] & set(LoaderCache().get(model).index.tensor_paths) for model in models):
            return None
        super().plan_tensor(weight.model_copy(update={"optional": False}), weights_in, models, cfg_reader)
        _, task = self._tensors.pop()
        if hasattr(task, "output_weight"):
            task = task.model_copy(update={"output_weight": weight})
        self._tensors.append((weight, task))
        return None
