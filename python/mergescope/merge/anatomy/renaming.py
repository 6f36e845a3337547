"""What one checkpoint's tensors are called in another one of the same model, by those that both have."""

from __future__ import annotations

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
        by_first: dict[str, Counter[_Prefixes]] = {}
        for own, other in same.items():
            by_first.setdefault(_first(own), Counter())[_between(own, other)] += 1
        self._by_first = {first: _usual(votes) for first, votes in by_first.items()}
        # A head stands outside of what the prefix names.
        self._usual = _usual(
            sum(
                (
                    votes
                    for first, votes in by_first.items()
                    if vocabulary_kind_of(f"{first}.weight") != "head"
                ),
                Counter(),
            )
        )

    def knowing(self, more: Mapping[str, str]) -> Renaming:
        """One that goes by more names."""
        return Renaming({**self._same, **more})

    def __call__(self, name: str) -> str:
        """The name that the other checkpoint would have for it."""
        default = ("", "") if vocabulary_kind_of(name) == "head" else self._usual
        strip, add = self._by_first.get(_first(name), default)
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


def _first(name: str) -> str:
    return name.split(".")[0]
