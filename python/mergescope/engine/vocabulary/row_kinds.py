"""What a row of a vocabulary tensor is for a donor."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np

from mergescope.library_types import RowPlan

#: NO_TOKEN: padding.
HELD, GHOST, ABSENT, NO_TOKEN = range(4)
#: Those that are told apart in a report, by name.
ROW_KINDS = {"held": HELD, "ghost": GHOST, "absent": ABSENT}


def row_kinds(plan: RowPlan, donors: Sequence[Hashable]) -> np.ndarray:
    """int8 [donors, rows]: what each row of the output is for each donor, by the row plan of the patch."""
    kinds = np.full((len(donors), plan.rows), NO_TOKEN, dtype=np.int8)
    ghosts = {ghost.donor: ghost.output_ids for ghost in plan.ghosts}
    for own, donor in zip(kinds, donors, strict=True):
        own[np.flatnonzero(plan.real)] = ABSENT
        own[ghosts.get(donor, [])] = GHOST
        own[np.flatnonzero(plan.held[donor] >= 0)] = HELD
    return kinds
