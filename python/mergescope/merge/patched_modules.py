"""The patch that was checked is the patch that runs: its modules are loaded from the very bytes that are compared."""

from __future__ import annotations

import hashlib
import importlib
import importlib.machinery
import importlib.util
import sys
from collections.abc import Sequence
from pathlib import PurePosixPath
from types import CodeType, ModuleType

from mergescope.errors import MergescopeError


def import_patched(files: dict[str, str], sources: dict[str, str] | None = None) -> None:
    """Imports modules of mergekit, none of them from bytecode, which could be of another source.

    Args:
        files: sha256 by the path of a source file, relative to the folder that holds the package.
        sources: files that are read in place of these, by the same paths: a mergekit that is not patched yet runs as
            it will be.

    Raises:
        MergescopeError: patch-gone, naming the first file that has other bytes or is not there.
    """
    expected = {_module_of(path): (path, sha256) for path, sha256 in files.items()}
    finder = _Finder(expected, sources or {})
    sys.meta_path.insert(0, finder)
    # The patch may have been put there after something of mergekit was imported.
    importlib.invalidate_caches()
    try:
        for name, (path, sha256) in expected.items():
            if name not in sys.modules:
                importlib.import_module(name)
            loader = getattr(sys.modules[name].__spec__, "loader", None)
            # Whoever imported it before us did not look at its bytes.
            if not isinstance(loader, _Loader) or loader.sha256 != sha256:
                raise _gone(path, "it was imported before it could be checked")
    finally:
        sys.meta_path.remove(finder)


def _module_of(path: str) -> str:
    parts = PurePosixPath(path).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _gone(path: str, why: str) -> MergescopeError:
    return MergescopeError(
        "patch-gone",
        f"mergekit was changed after its patch was checked: {path}: {why}",
        "see who else changes this environment (`mergescope patch status`), then run again",
    )


class _Finder:
    """Finds modules where Python does, and has those of the patch loaded by us."""

    def __init__(self, expected: dict[str, tuple[str, str]], sources: dict[str, str]) -> None:
        self._expected, self._sources = expected, sources

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if name not in self._expected:
            return None
        file, sha256 = self._expected[name]
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        origin = self._sources.get(file) or (None if spec is None else spec.origin)
        if origin is None:
            raise _gone(file, "it is not there any more")
        return importlib.util.spec_from_file_location(
            name,
            origin,
            loader=_Loader(name, origin, file, sha256),
            submodule_search_locations=spec.submodule_search_locations if spec else None,
        )


class _Loader(importlib.machinery.SourceFileLoader):
    def __init__(self, name: str, path: str, file: str, sha256: str) -> None:
        super().__init__(name, path)
        self._file = file
        self.sha256 = sha256

    def get_code(self, fullname: str) -> CodeType:
        data = self.get_data(self.path)
        digest = hashlib.sha256(data).hexdigest()
        if digest != self.sha256:
            raise _gone(self._file, f"sha256 is {digest}, was {self.sha256}")
        return compile(data, self.path, "exec", dont_inherit=True)
