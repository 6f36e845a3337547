"""A small config of a model type that still builds, searched for."""

from __future__ import annotations

from typing import Any

import torch
from fillings import fillings, parts_of
from sizes import smaller_sizes

#: Parameters of a model that counts as small.
MOST = 20_000_000

Place = tuple[str, ...]


def small_config(kind: Any, model_class: type) -> Any:
    """The smallest config found from which the class builds a model.

    All sizes are made small together; where that fails, by halves, so that the few that do not go are left alone.
    What has to be given, and is not by default, is given.

    Raises:
        Exception: why not even the config as it comes builds, or ValueError: the model does not get small.
    """
    found = Search(kind, model_class)
    config = found.config()
    count = parameters(config, model_class)
    if count > MOST:
        raise ValueError(f"it does not get small: {count / 1e6:.0f} million parameters")
    return config


def parameters(config: Any, model_class: type) -> int:
    """How many parameters the model of a config has; it is built without values."""
    with torch.device("meta"):
        model = model_class(config)
    return sum(one.numel() for one in model.parameters())


class Search:
    """Which of the smaller sizes go together."""

    def __init__(self, kind: Any, model_class: type) -> None:
        self._kind = kind
        self._model_class = model_class
        self._parts = parts_of(kind.model_type)
        self._default = kind(**self._parts)
        self._wanted = smaller_sizes(self._default)
        self._kept: dict[Place, Any] = {}
        self._error: Exception | None = None

    def config(self) -> Any:
        """The smallest config found.

        Raises:
            Exception: why the class builds none.
        """
        if self._keeps(self._wanted) or self._keeps(wider(self._wanted)):
            return self._made(self._kept)
        if self._keeps({}):
            self._halve(list(self._wanted))
            # What did not go alone may go now, with the others.
            self._halve([path for path in self._wanted if path not in self._kept][::-1])
            return self._made(self._kept)
        error = self._error
        given = {
            path: value for path, value in fillings(self._default).items() if self._may_be({path: value})
        }
        if given and (self._keeps({**self._wanted, **given}) or self._keeps(given)):
            for path in given:
                less = {other: value for other, value in self._kept.items() if other != path}
                if self._builds(less):
                    self._kept = less
            return self._made(self._kept)
        assert error is not None
        raise error

    def _halve(self, part: list[Place]) -> None:
        if not part or self._keeps({path: self._wanted[path] for path in part}) or len(part) == 1:
            return
        half = len(part) // 2
        self._halve(part[:half])
        self._halve(part[half:])

    def _keeps(self, more: dict[Place, Any]) -> bool:
        values = {**self._kept, **more}
        if self._builds(values):
            self._kept = values
            return True
        return False

    def _builds(self, values: dict[Place, Any]) -> bool:
        try:
            parameters(self._made(values), self._model_class)
        except Exception as error:
            self._error = error
            return False
        return True

    def _may_be(self, values: dict[Place, Any]) -> bool:
        try:
            self._made(values)
        except Exception:
            return False
        return True

    def _made(self, values: dict[Place, Any]) -> Any:
        """The config with other values, made as a user makes it: what follows from them follows."""
        return self._kind(**_arguments(self._default, values, self._parts))


def wider(values: dict[Place, Any]) -> dict[Place, Any]:
    """The same with heads twice as wide, which is what expanded states are of."""
    return {
        path: 2 * value if "head" in path[-1] and "dim" in path[-1] else value
        for path, value in values.items()
    }


def _arguments(default: Any, values: dict[Place, Any], given: dict[str, Any]) -> dict[str, Any]:
    found = dict(given)
    parts: dict[str, dict[Place, Any]] = {}
    for (name, *rest), value in values.items():
        if rest:
            parts.setdefault(name, {})[tuple(rest)] = value
        else:
            found[name] = value
    for name, inner in parts.items():
        part = getattr(default, name)
        found[name] = _arguments(part, inner, {"model_type": part.model_type, **given.get(name, {})})
    return found
