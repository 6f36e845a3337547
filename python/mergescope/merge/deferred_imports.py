"""What mergekit imports at its top and few merges use is imported when it is used: it is half of Python's start.

peft and accelerate serve adapters and pickles; transformers' model classes, with torch's compiler behind them,
serve architectures that mergekit has no definition of.
"""

from __future__ import annotations

import builtins
import importlib
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from types import ModuleType
from typing import Any, cast

# By the module of mergekit: what it imports, and which names of that are only called or compared with (... are all).
_DEFERRED: dict[str, dict[str, Any]] = {
    "mergekit.architecture.auto": {"transformers.modeling_utils": ...},
    "mergekit.architecture.conversion": {
        "transformers.conversion_mapping": ...,
        "transformers.core_model_loading": ...,
    },
    "mergekit.common": {"peft": ..., "transformers": {"PreTrainedModel"}},
    "mergekit.graph": {"networkx": ...},
    "mergekit.io.lazy_unpickle": {"accelerate": ...},
    "mergekit.multigpu_executor": {"networkx": ...},
}


@contextmanager
def deferring_imports() -> Generator[None]:
    """Within it the modules of mergekit that are imported, and nobody else, get stand-ins."""
    real = builtins.__import__

    def importing(
        name: str,
        globals: Mapping[str, object] | None = None,
        locals: Mapping[str, object] | None = None,
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> ModuleType:
        names = _DEFERRED.get(str((globals or {}).get("__name__")), {}).get(name)
        if names is ... or (names and not fromlist):
            return cast(ModuleType, Deferred(name, names=names))
        return real(name, globals, locals, fromlist or (), level)

    vars(builtins)["__import__"] = importing
    try:
        yield
    finally:
        vars(builtins)["__import__"] = real


class Deferred:
    """A module, or something by its path in one, that is found when it is called or compared with."""

    def __init__(self, module: str, *path: str, names: Any = ...) -> None:
        self._module, self._path, self._names = module, path, names

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        deferred = Deferred(self._module, *self._path, name)
        return deferred if self._names is ... or name in self._names else deferred._found()

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._found()(*args, **kwargs)

    def __instancecheck__(self, value: Any) -> bool:
        return isinstance(value, self._found())

    def _found(self) -> Any:
        found = importlib.import_module(self._module)
        for name in self._path:
            found = getattr(found, name)
        return found
