"""Which rows of the donors the rows of a vocabulary tensor are made of."""

from __future__ import annotations

import functools

import numpy as np

from mergescope.library_types import RowPlan

#: Terms of a padding row that are named; it is the mean of all rows of the tensor.
_TERMS = 16


class RowSources:
    """By the row plan of the patch; its donors are the positions of the inputs.

    plan: mergekit.tokenizer.mergescope_rows.RowPlan.
    """

    def __init__(self, plan: RowPlan[int]) -> None:
        self._plan = plan

    @functools.cached_property
    def planned_zero(self) -> np.ndarray:
        """bool [rows]: the plan gives every donor zeros there. Holes between ids, and tokens that nobody has a row for."""
        from mergekit.tokenizer.mergescope_rows import ZERO

        plan = self._plan
        zero = plan.default_kind == ZERO
        for donor in plan.donors:
            zero &= plan.index[donor] < 0
        zero[plan.span :] = all(bool(zero[self._terms(donor)].all()) for donor in plan.donors)
        return zero

    @functools.cached_property
    def filled(self) -> np.ndarray:
        """bool [rows]: the plan makes the row of others for some donor: holes, padding, tokens that nobody has."""
        plan = self._plan
        filled = np.any([plan.index[donor] < 0 for donor in plan.donors], axis=0)
        filled[plan.span :] = True
        return filled

    def _terms(self, donor: int) -> np.ndarray:
        """The rows that the donor's padding is the mean of; those that are filled in are zeros in it."""
        from mergekit.tokenizer.mergescope_rows import FILL

        terms = self._plan.padding_terms(donor)
        return terms[(self._plan.default_kind[terms] != FILL) | (self._plan.index[donor][terms] >= 0)]

    def given(self, donor: int, row: int) -> list[tuple[int, int]]:
        """(model, its row) of what a donor is given for a row of the output; empty where that is zeros."""
        from mergekit.tokenizer.mergescope_rows import FILL, MEAN, ROW

        plan = self._plan
        if row >= plan.span:
            terms = self._terms(donor)
            picked = terms[:: max(1, -(-terms.size // _TERMS))].tolist()
            return [source for term in picked for source in self.given(donor, term)]
        own = int(plan.index[donor][row])
        if own >= 0:
            return [(donor, own)]
        kind = plan.default_kind[row]
        if kind == ROW:
            return [(plan.donors[plan.default_donor[row]], int(plan.default_row[row]))]
        if kind == MEAN:
            return [
                (other, int(plan.held[other][row])) for other in plan.donors if plan.held[other][row] >= 0
            ]
        if kind == FILL:
            held = {other: plan.held[other] for other in plan.donors}
            return [(other, int(rows[rows >= 0][0])) for other, rows in held.items() if (rows >= 0).any()]
        return []

    def read(self, donor: int, rows: np.ndarray) -> np.ndarray:
        """int64, ascending: the rows of a donor that any input of these rows (int64) of the output is made of."""
        from mergekit.tokenizer.mergescope_rows import FILL, MEAN, ROW

        plan = self._plan
        if donor not in plan.donors:
            return np.empty(0, np.int64)
        rows = rows[rows < plan.rows]
        if (rows >= plan.span).any():
            rows = np.unique(np.concatenate([rows[rows < plan.span], *map(self._terms, plan.donors)]))
        lacking = rows[np.any([plan.index[other][rows] < 0 for other in plan.donors], axis=0)]
        kind, default = plan.default_kind[lacking], plan.default_donor[lacking]
        position = plan.donors.index(donor)
        parts = [
            plan.index[donor][rows],
            plan.default_row[lacking[(kind == ROW) & (default == position)]],
            plan.held[donor][lacking[kind == MEAN]],
        ]
        if (kind == FILL).any():
            parts.append(plan.held[donor])
        read = np.unique(np.concatenate(parts))
        return read[read >= 0]
