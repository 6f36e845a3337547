"""mergekit's planner, with one thing mended."""

from __future__ import annotations

from typing import Any

from mergekit.io.tasks import LoaderCache
from mergekit.plan import MergePlanner


class Planner(MergePlanner):
    """Plans optional tensors that go by several names.

    mergekit (0.1.4 and 0.1.5) ends with a TypeError on them, and so cannot merge a plain BERT: it adds a tuple
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
