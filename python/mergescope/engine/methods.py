"""The merge methods that have a kernel, and what tells them apart. `src/core/methods.ts` says the same; a test compares
them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Keeps(Enum):
    """What sparsification leaves of a task vector."""

    ALL = "all"
    LARGEST = "largest"
    MIDDLE = "middle"
    DRAWN = "drawn"
    DRAWN_BY_RANK = "drawn-by-rank"


@dataclass(frozen=True)
class Method:
    """arithmetic: whether it adds task vectors to a base; keeps: of each of them; elects: whether only those are added that
    have the sign of their sum."""

    arithmetic: bool = False
    keeps: Keeps = Keeps.ALL
    elects: bool = False

    @property
    def random(self) -> bool:
        """Whether the result depends on the seed."""
        return self.keeps in (Keeps.DRAWN, Keeps.DRAWN_BY_RANK)


METHODS = {
    "linear": Method(),
    "passthrough": Method(),
    "slerp": Method(),
    "model_stock": Method(),
    "task_arithmetic": Method(arithmetic=True),
    "ties": Method(arithmetic=True, keeps=Keeps.LARGEST, elects=True),
    "dare_linear": Method(arithmetic=True, keeps=Keeps.DRAWN),
    "dare_ties": Method(arithmetic=True, keeps=Keeps.DRAWN, elects=True),
    "breadcrumbs": Method(arithmetic=True, keeps=Keeps.MIDDLE),
    "breadcrumbs_ties": Method(arithmetic=True, keeps=Keeps.MIDDLE, elects=True),
    "della": Method(arithmetic=True, keeps=Keeps.DRAWN_BY_RANK, elects=True),
    "della_linear": Method(arithmetic=True, keeps=Keeps.DRAWN_BY_RANK),
}
