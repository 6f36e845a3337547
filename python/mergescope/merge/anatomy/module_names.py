"""By which names a config may speak of the modules of an architecture that mergekit has no definition of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

from mergescope.errors import MergescopeError

T = TypeVar("T")


def by_own_names(named: Mapping[str, T], modules: Iterable[str], others: Mapping[str, str]) -> dict[str, T]:
    """What a config says of modules, by the names that we have for them. It may name them so, as they are called in the
    loaded model, or with or without a prefix.

    Raises:
        MergescopeError: config-invalid, where no module or several could be meant, or two names mean one.
    """
    known = list(modules)
    meant = {name: _meant(name, known, others) for name in named}
    first: dict[str, T] = {}
    for name, module in meant.items():
        if module in first:
            twice = " and ".join(other for other in meant if meant[other] == module)
            raise MergescopeError("config-invalid", f"{twice} mean the same module", "leave one of them out")
        first[module] = named[name]
    return first


def _meant(name: str, known: list[str], others: Mapping[str, str]) -> str:
    if name in known:
        return name
    if name in others:
        return others[name]
    alike = [other for other in known if other.endswith(f".{name}") or name.endswith(f".{other}")]
    if len(alike) != 1:
        raise MergescopeError(
            "config-invalid", f"the model has no module {name}", f"it has: {', '.join(known)}"
        )
    return alike[0]
