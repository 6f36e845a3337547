"""Two checkpoints of one model that call its tensors by other names: with a prefix, or with gamma for weight."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

_OLD = {"gamma": "weight", "beta": "bias"}
# Of a prefix that one of the two lacks.
_MOST_PARTS = 2


def modern(name: str) -> str:
    """gamma and beta are weight and bias of what TensorFlow saved."""
    before, dot, last = name.rpartition(".")
    return f"{before}{dot}{_OLD.get(last, last)}"


def aliases(names: Iterable[str], others: Iterable[str]) -> dict[str, str]:
    """What some of `names` are called among `others`, of which none is called the same.

    A prefix has to explain half of the smaller of the two at least: else the two are different models.
    """
    left, there = list(names), {modern(other): other for other in others}
    names_of = {name: there.pop(modern(name)) for name in left if modern(name) in there}
    left = [name for name in left if name not in names_of]
    while left and there:
        more = _by_prefix(left, there)
        if not more:
            break
        for name, key in more.items():
            names_of[name] = there.pop(key)
        left = [name for name in left if name not in more]
    return names_of


def _by_prefix(names: list[str], there: dict[str, str]) -> dict[str, str]:
    """The names that one prefix explains, with what they are there."""
    votes: Counter[tuple[str, bool]] = Counter()
    for name in names:
        for prefix, rest in _prefixes(modern(name)):
            votes[prefix, False] += rest in there
    own = {modern(name) for name in names}
    for other in there:
        for prefix, rest in _prefixes(other):
            votes[prefix, True] += rest in own
    if not votes:
        return {}
    (prefix, lacks), count = votes.most_common(1)[0]
    if 2 * count < min(len(names), len(there)) or not count:
        return {}
    renamed = {}
    for name in names:
        new = modern(name)
        key = prefix + new if lacks else new.removeprefix(prefix)
        if key != new and key in there and key not in renamed.values():
            renamed[name] = key
    return renamed


def _prefixes(name: str) -> list[tuple[str, str]]:
    parts = name.split(".")
    return [
        (".".join(parts[:count]) + ".", ".".join(parts[count:]))
        for count in range(1, min(_MOST_PARTS, len(parts) - 1) + 1)
    ]
