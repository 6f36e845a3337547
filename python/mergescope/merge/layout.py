"""How each output tensor is made, with its dtype and shape, before a value is read."""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace

import torch

from mergescope.engine.budget import available_bytes, check_whole_tensors
from mergescope.engine.kernels.choose import kernel_of
from mergescope.engine.storage.safetensors_io import OutputTensor
from mergescope.library_types import ModelReference, RowPlan
from mergescope.merge.own_tasks import own_task, probe_dtype
from mergescope.merge.planning import PlannedTensor
from mergescope.merge.request import MergeRequest
from mergescope.merge.stores import Stores
from mergescope.merge.vocabulary import Vocabulary, aligns_rows, is_patched
from mergescope.shards.mergekit_values import encode
from mergescope.shards.recipe import Ingredient, Recipe, holds_weights
from mergescope.shards.row_plans import numbered


@dataclass
class Layout:
    """Makes a recipe of each planned tensor."""

    vocabulary: Vocabulary | None
    request: MergeRequest

    def __post_init__(self) -> None:
        self._stores = Stores(self.request)

    def recipe(self, planned: PlannedTensor) -> Recipe | None:
        """None where the method leaves the tensor out, because it is optional and too few donors hold it."""
        from mergekit.common import dtype_from_name

        ingredients = self._find(planned)
        if not ingredients:
            return None
        inputs = tuple(ingredients.values())
        saved, working = dtype_from_name(planned.save_dtype), _working_dtype(planned, inputs)
        output = OutputTensor(planned.name, saved or working, self._shape(planned, inputs))
        recipe = Recipe(output, planned.method, planned.parameters, inputs, working)
        if self._suits_kernels(planned, recipe) and self._has_kernel(recipe):
            # Those of this tensor, and of the next one, which is prepared meanwhile.
            held = 2 * sum(source.nbytes for source in recipe.sources if not source.is_plain)
            check_whole_tensors(planned.name, planned.method, held, available_bytes() if held else None)
            return replace(recipe, rows=self._rows(planned, ingredients))
        counts = {ingredient.dtype for ingredient in inputs if not holds_weights(ingredient.dtype)}
        if len(counts) == 1 == len({ingredient.dtype for ingredient in inputs}):
            dtype, saved = counts.pop(), None
        else:
            dtypes = {model: ingredient.dtype for model, ingredient in ingredients.items()}
            dtype = probe_dtype(planned, dtypes, len(output.shape))
        if dtype is None:
            return None
        output = replace(output, dtype=saved or dtype)
        # The inputs, as many again while they are stacked or cast, and the result in fp32.
        needed = output.numel * (2 * sum(ingredient.dtype.itemsize for ingredient in inputs) + 8)
        check_whole_tensors(planned.name, planned.method, needed, available_bytes())
        rows = self._rows(planned, ingredients) if is_patched() else None
        return replace(recipe, output=output, own=own_task(planned, needed, rows is not None), rows=rows)

    def _has_kernel(self, recipe: Recipe) -> bool:
        task = recipe.kernel_task(self.request.seed, self.request.memory)
        return kernel_of(recipe.method, task) is not None

    def _find(self, planned: PlannedTensor) -> dict[ModelReference, Ingredient]:
        """By mergekit's model."""
        from mergekit.common import dtype_from_name

        ingredients = {}
        for planned_input in planned.inputs:
            source = self._stores.find(planned_input)
            if source is not None:
                asked = dtype_from_name(planned_input.load.dtype)
                model = encode(planned_input.model)
                ingredients[planned_input.model] = Ingredient(
                    source, planned_input.is_base, planned_input.parameters, asked, model
                )
            elif not planned_input.load.optional:
                # It says so in its own words.
                planned_input.load.execute()
        return ingredients

    def _shape(self, planned: PlannedTensor, inputs: tuple[Ingredient, ...]) -> tuple[int, ...]:
        shape = list(inputs[0].source.shape)
        axis = planned.vocabulary_axis
        if axis is None:
            return tuple(shape)
        if aligns_rows(planned):
            assert self.vocabulary is not None
            shape[axis] = self.vocabulary.rows
        else:
            shape[axis] = min(ingredient.source.shape[axis] for ingredient in inputs)
        return tuple(shape)

    def _suits_kernels(self, planned: PlannedTensor, recipe: Recipe) -> bool:
        """Not where mergekit's own task is the safe choice: absent donors, integers, float64, odd shapes."""
        if len(recipe.inputs) < len(planned.inputs) or planned.task is None:
            return False
        aligned = aligns_rows(planned)
        if planned.alignment is not None and not (aligned and is_patched() and planned.vocabulary_axis == 0):
            return False
        skip = 1 if aligned else 0
        if any(source.shape[skip:] != recipe.output.shape[skip:] for source in recipe.sources):
            return False
        dtypes = [ingredient.dtype for ingredient in recipe.inputs]
        return all(dtype.is_floating_point and dtype != torch.float64 for dtype in dtypes)

    def _rows(
        self, planned: PlannedTensor, ingredients: dict[ModelReference, Ingredient]
    ) -> RowPlan[int] | None:
        """The row plan of the patch, which is reported here and nowhere else; None where rows stay as they are."""
        if not aligns_rows(planned):
            return None
        from mergekit.tokenizer.mergescope_audit import report

        assert self.vocabulary is not None
        axis = planned.vocabulary_axis or 0
        plan = self.vocabulary.plan_rows(
            planned, {model: ingredient.source.shape[axis] for model, ingredient in ingredients.items()}
        )
        report(plan)
        return numbered(plan)


def _working_dtype(planned: PlannedTensor, inputs: tuple[Ingredient, ...]) -> torch.dtype:
    base = next((ingredient for ingredient in inputs if ingredient.is_base), None)
    if planned.base_decides_dtype and base is not None:
        return base.dtype
    return functools.reduce(torch.promote_types, [ingredient.dtype for ingredient in inputs])
