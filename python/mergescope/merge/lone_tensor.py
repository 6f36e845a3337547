"""A tensor that one of two donors lacks, and where in a model it stands."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable
from dataclasses import dataclass

from mergescope.merge.anatomy.patterns import pattern_of

#: Of two tensors, one of each of the donors.
Pair = tuple[str, str]

# Parts of a model that may be alike inside, and are not each other; a name may be of none. What is in one of the first is
# not called so in one release and otherwise in another.
_KINDS = (
    "vision|visual|image",
    "audio|speech",
    "mtp|nextn",
    "projector",
    "text|language",
    "encoder",
    "decoder",
)
_ROLES = tuple(re.compile(rf"(^|[._])({words})") for words in _KINDS)
_OWN_ROLES = frozenset(range(4))


@dataclass(frozen=True)
class Lone:
    """A tensor that one of two donors lacks, under the name that the output has, or would have, for it.

    shape: None where it is not known; in_stack: whether it stands in layers of which the other donor holds something.
    """

    name: str
    shape: tuple[int, ...] | None
    in_stack: bool

    @property
    def where(self) -> tuple[str, int | None, tuple[str, ...]]:
        """What stands before the number of its layer, that number, and the parts behind it: all of them, where there is none."""
        pattern, layer = pattern_of(self.name)
        stack, _, inside = pattern.partition("*.") if layer is not None else ("", "", pattern)
        return stack, layer, tuple(inside.split("."))

    @property
    def roles(self) -> frozenset[int]:
        return frozenset(number for number, role in enumerate(_ROLES) if role.search(self.name))


def have_one_role(roles: frozenset[int], other: frozenset[int]) -> bool:
    return (roles <= other or other <= roles) and not ((roles ^ other) & _OWN_ROLES)


def grouped(keyed: Iterable[tuple[Hashable, Lone]]) -> dict[Hashable, list[Lone]]:
    groups: dict[Hashable, list[Lone]] = {}
    for key, tensor in keyed:
        groups.setdefault(key, []).append(tensor)
    return groups
