"""What mergekit and transformers import at their top and few merges use is imported when it is used: it is most of Python's
start.

peft and accelerate serve adapters and pickles; transformers' model classes, with torch's compiler behind
them, serve architectures that mergekit has no definition of; distributed tensors serve nobody here.
"""

from __future__ import annotations

import builtins
import gc
import importlib
import importlib.util
import sys
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from types import EllipsisType, ModuleType
from typing import cast

#: Names of a module; ... are all of them.
Names = set[str] | EllipsisType

# By the module: what it imports, and which names of that are only called, compared with or derived from (... are all).
_DEFERRED: dict[str, dict[str, Names]] = {
    "mergekit.architecture.auto": {"transformers.modeling_utils": ...},
    "mergekit.architecture.conversion": {
        "transformers.conversion_mapping": ...,
        "transformers.core_model_loading": ...,
    },
    "mergekit.common": {"peft": ..., "transformers": {"PreTrainedModel"}},
    "mergekit.graph": {"networkx": ...},
    "mergekit.io.lazy_unpickle": {"accelerate": ...},
    "mergekit.multigpu_executor": {"networkx": ...},
    "transformers.core_model_loading": {
        "transformers.distributed.sharding_utils": ...,
        "transformers.integrations.accelerate": ...,
    },
    # What some models learn by: a solver, and most of scipy with it.
    **{
        f"transformers.loss.loss_{name}": {"scipy.optimize": ...}
        for name in (
            "deformable_detr",
            "for_object_detection",
            "grounding_dino",
            "lw_detr",
            "rf_detr",
            "rt_detr",
        )
    },
}


@contextmanager
def deferring_imports() -> Generator[None]:
    """Within it the modules above that are imported, and nobody else, get stand-ins."""
    real = builtins.__import__

    def importing(
        name: str,
        globals: Mapping[str, object] | None = None,
        locals: Mapping[str, object] | None = None,
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> ModuleType:
        deferred = _DEFERRED.get(str((globals or {}).get("__name__")))
        if deferred:
            module = _absolute(name, globals, level)
            names = deferred.get(module, set())
            if names is ... or (names and not fromlist):
                return cast(ModuleType, Deferred(module, names=names))
        imported = real(name, globals, locals, fromlist or (), level)
        if fromlist and getattr(imported, "__name__", None) == "transformers.utils.import_utils":
            _read_names_quickly(imported)
        return imported

    builtins.__import__ = importing
    try:
        yield
    finally:
        builtins.__import__ = real


@contextmanager
def importing_for_good() -> Generator[None]:
    """The same, for what is there until the process ends, as all that a merge imports.

    To look through it for what may go, again and again, takes a tenth of the imports, and as long as all else of a plan
    whose tokenizers are large. What is made later hardly ever goes in circles, so it is looked through more seldom.
    """
    before = len(sys.modules)
    gc.disable()
    try:
        with deferring_imports():
            yield
        if len(sys.modules) > before:
            gc.freeze()
            gc.set_threshold(20_000, 50, 50)
    finally:
        gc.enable()


def _absolute(name: str, globals: Mapping[str, object] | None, level: int) -> str:
    package = str((globals or {}).get("__package__"))
    return importlib.util.resolve_name("." * level + name, package) if level else name


def _read_names_quickly(import_utils: ModuleType) -> None:
    """transformers reads all its files for their names, twice and line by line.

    Twice, because what it remembers of its folders is fewer than they are; and by line, although `__all__` is the last
    of most files.
    """
    read = getattr(import_utils, "create_import_structure_from_path", None)
    if read is not None and hasattr(read, "cache_info") and read.cache_info().maxsize is not None:
        vars(import_utils)["create_import_structure_from_path"] = lru_cache(maxsize=None)(read.__wrapped__)
        names = getattr(import_utils, "fetch__all__", None)
        if names is not None:
            # It takes the last line that begins with the word; a file without such a line is given to it whole.
            vars(import_utils)["fetch__all__"] = lambda text: names(text[text.rfind("\n__all__") + 1 :])


class Deferred:
    """A module, or something by its path in one, that is found when it is called, compared with or derived from."""

    def __init__(self, module: str, *path: str, names: Names = ...) -> None:
        self._module, self._path, self._names = module, path, names

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(name)
        deferred = Deferred(self._module, *self._path, name)
        return deferred if self._names is ... or name in self._names else deferred._real()

    def __call__(self, *args: object, **kwargs: object) -> object:
        return self._real()(*args, **kwargs)

    def __instancecheck__(self, value: object) -> bool:
        return isinstance(value, self._real())

    def __mro_entries__(self, bases: tuple[object, ...]) -> tuple[type, ...]:
        return (self._real(),)

    def _real(self) -> type:
        real: object = importlib.import_module(self._module)
        for name in self._path:
            real = getattr(real, name)
        # Whatever it is, it is asked for no more than what a class can do.
        return cast(type, real)
