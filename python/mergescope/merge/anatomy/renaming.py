"""What one checkpoint's tensors are called in another one of the same model, by those that both have."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from mergescope.engine.vocabulary.names import vocabulary_kind_of
from mergescope.merge.anatomy.aliases import modern

#: What is taken from the front of a name, and what is put there.
_Prefixes = tuple[str, str]


class Renaming:
    """Applies to tensors that only one of the two has what the others show: that names begin in another way."""

    def __init__(self, same: Mapping[str, str]) -> None:
        """same: names of the one checkpoint, with those of the other for the same tensors."""
        self._same = dict(same)
        by_beginning: dict[str, Counter[_Prefixes]] = {}
        for own, other in same.items():
            between = _between(own, other)
            # What is called otherwise inside of a layer tells nothing of what stands beside it.
            if not any(re.search(r"(^|\.)(\d+|\*)\.", prefix) for prefix in between):
                for beginning in _beginnings(own):
                    by_beginning.setdefault(beginning, Counter())[between] += 1
        self._by_beginning = {beginning: _usual(votes) for beginning, votes in by_beginning.items()}
        # A head stands outside of what the prefix names.
        self._usual = _usual(
            sum(
                (
                    votes
                    for first, votes in by_beginning.items()
                    if "." not in first and vocabulary_kind_of(f"{first}.weight") != "head"
                ),
                Counter(),
            )
        )

    def knowing(self, more: Mapping[str, str]) -> Renaming:
        """One that goes by more names."""
        return Renaming({**self._same, **more})

    def __call__(self, name: str) -> str:
        """The name that the other checkpoint would have for it, going by what begins most alike."""
        default = ("", "") if vocabulary_kind_of(name) == "head" else self._usual
        known = (
            self._by_beginning[beginning]
            for beginning in _beginnings(name)
            if beginning in self._by_beginning
        )
        strip, add = next(known, default)
        return add + name.removeprefix(strip) if name.startswith(strip) else name


def _between(own: str, other: str) -> _Prefixes:
    """The dotted parts at the front in which the two differ."""
    ours, theirs = modern(own).split("."), modern(other).split(".")
    common = 0
    while common < min(len(ours), len(theirs)) and ours[-1 - common] == theirs[-1 - common]:
        common += 1
    if common == 0:
        return "", ""
    return _joined(ours[: len(ours) - common]), _joined(theirs[: len(theirs) - common])


def _joined(parts: list[str]) -> str:
    return ".".join(parts) + "." if parts else ""


def _usual(votes: Counter[_Prefixes]) -> _Prefixes:
    return max(votes, key=votes.__getitem__) if votes else ("", "")


def _beginnings(name: str) -> list[str]:
    """Of whole parts, the longest first."""
    parts = name.split(".")
    return [".".join(parts[:count]) for count in range(len(parts) - 1, 0, -1)] or [name]
