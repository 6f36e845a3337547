"""Names of tensors with `*` in place of the number of their layer."""

from __future__ import annotations

import re

_NUMBER = re.compile(r"(?<=\.)(0|[1-9]\d{0,6})(?=\.)")


def pattern_of(name: str) -> tuple[str, int | None]:
    """The pattern of a name, and the number of its layer: None where it has none, and stands for itself."""
    number = None if "*" in name else _NUMBER.search(name)
    if number is None:
        return name, None
    return f"{name[: number.start()]}*{name[number.end() :]}", int(number.group())


def name_at(pattern: str, index: int | None) -> str:
    """The name in the layer of this number."""
    return pattern if index is None else pattern.replace("*", str(index), 1)


def stack_of(pattern: str) -> str | None:
    """What stands before the number of the layer, `model.layers.`; None where the pattern has none."""
    before, star, _ = pattern.partition("*")
    return before if star else None


def common_parts(first: str, other: str) -> int:
    """How many dotted parts two names begin with in common."""
    count = 0
    for a, b in zip(first.split("."), other.split("."), strict=False):
        if a != b:
            break
        count += 1
    return count


def same_but_for_prefix(first: str, other: str) -> bool:
    """Whether two names are the same, or would be if both had the parts at the front that one of them lacks."""
    return first == other or first.endswith(f".{other}") or other.endswith(f".{first}")
