"""Which files of a model's folder a merge may read."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mergescope.merge.companions import module_folders


@dataclass(frozen=True)
class ModelFolder:
    """A folder that a merge reads from, with what its files said of others when they were first read.

    donor: its name; shards: files that an index names, there or not, wherever they lie; parts: folders in it that are
    carried into the output; trusts_code: its Python files may be run.
    """

    donor: str
    path: Path
    shards: frozenset[Path]
    parts: tuple[Path, ...]
    trusts_code: bool

    @staticmethod
    def of(donor: str, path: Path, trusts_code: bool) -> ModelFolder:
        """Reads the indices and `modules.json`."""
        parts = ["additional_chat_templates", *sorted(module_folders(path))]
        return ModelFolder(
            donor, path, frozenset(_indexed(path)), tuple(path / part for part in parts), trusts_code
        )

    def files(self) -> list[Path]:
        """Those that are there now. Hidden ones are no part of a model, unless an index names them: what a run into
        this folder makes beside its output is hidden, too."""
        paths = {path for path in self.path.iterdir() if not path.name.startswith(".")} | self.shards
        for part in self.parts:
            paths.update(part.rglob("*"))
        if self.trusts_code:
            paths.update(self.path.glob("*/*.py"), self.path.glob("*/*/*.py"))
        return sorted(path for path in paths if path.is_file() and os.access(path, os.R_OK))


def _indexed(folder: Path) -> Iterator[Path]:
    for index in folder.glob("*.index.json"):
        try:
            names = set(json.loads(index.read_bytes())["weight_map"].values())
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            # Whoever needs it says what is wrong with it.
            continue
        yield from (folder / name for name in names if isinstance(name, str))
