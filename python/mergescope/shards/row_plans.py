"""The row plan of a vocabulary tensor as arrays, with the donors by their position among the inputs."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from mergescope.library_types import ModelReference, RowPlan

#: Fields of the patch's RowPlan: one array of all rows, and one array a donor.
_ARRAYS = ("real", "default_kind", "default_donor", "default_row", "needed", "unsourced")
_BY_DONOR = ("index", "held")


def numbered(plan: RowPlan[ModelReference]) -> RowPlan[int]:
    """The plan without what only its report needs: donors are numbers, tokens and what nobody has are left out."""
    position = {donor: number for number, donor in enumerate(plan.donors)}
    by_donor = {name: {position[d]: rows for d, rows in getattr(plan, name).items()} for name in _BY_DONOR}
    ghosts = [(position[own.donor], own.rows, own.output_ids) for own in plan.ghosts]
    arrays = {name: getattr(plan, name) for name in _ARRAYS}
    numbers = (plan.span, plan.rows, plan.working_dtype_means)
    return _plan(plan.tensor, by_donor["index"], by_donor["held"], ghosts, numbers, arrays)


def as_arrays(plan: RowPlan[int]) -> dict[str, np.ndarray]:
    """A plan that is `numbered`."""
    arrays = {name: getattr(plan, name) for name in _ARRAYS}
    for name in _BY_DONOR:
        for donor, rows in getattr(plan, name).items():
            # Mostly they are the same array.
            if name == "index" or rows is not plan.index[donor]:
                arrays[f"{name}.{donor}"] = rows
    for ghosts in plan.ghosts:
        arrays[f"ghosts.{ghosts.donor}"] = ghosts.output_ids
        arrays[f"ghost_rows.{ghosts.donor}"] = np.array(ghosts.rows)
    numbers = np.array([plan.span, plan.rows, int(plan.working_dtype_means)])
    return {**arrays, "numbers": numbers, "donors": np.array(len(plan.donors))}


def of_arrays(tensor: str, arrays: Mapping[str, np.ndarray]) -> RowPlan[int]:
    """The plan of which `as_arrays` gave these."""
    donors = range(int(arrays["donors"]))
    span, rows, working_dtype_means = (int(number) for number in arrays["numbers"])
    index = {donor: arrays[f"index.{donor}"] for donor in donors}
    held = {donor: arrays.get(f"held.{donor}", index[donor]) for donor in donors}
    ghosts = [
        (donor, int(arrays[f"ghost_rows.{donor}"]), arrays[f"ghosts.{donor}"])
        for donor in donors
        if f"ghosts.{donor}" in arrays
    ]
    same = {name: arrays[name] for name in _ARRAYS}
    return _plan(tensor, index, held, ghosts, (span, rows, bool(working_dtype_means)), same)


def _plan(
    tensor: str,
    index: dict[int, np.ndarray],
    held: dict[int, np.ndarray],
    ghosts: list[tuple[int, int, np.ndarray]],
    numbers: tuple[int, int, bool],
    arrays: Mapping[str, np.ndarray],
) -> RowPlan[int]:
    from mergekit.tokenizer.mergescope_rows import Ghosts, RowPlan

    none, nowhere = np.empty(0, np.int64), np.empty(0, bool)
    told = (Ghosts(donor, rows, none, ids, none, nowhere) for donor, rows, ids in ghosts)
    span, rows, working_dtype_means = numbers
    return RowPlan(
        tensor=tensor,
        donors=tuple(index),
        span=span,
        rows=rows,
        index=index,
        held=held,
        missing=none,
        ghosts=tuple(told),
        tokens=(),
        working_dtype_means=working_dtype_means,
        **arrays,
    )
