"""Writes files that mergescope reads again."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

from mergescope.errors import naming


def replace_own(path: Path, value: Mapping[str, object]) -> None:
    """A file of JSON is the old one or the new one, whatever happens.

    Raises:
        OSError: it cannot be written; filename: of the temporary one beside it.
    """
    partial = path.with_name(f"{path.name}.partial")
    with naming(partial):
        partial.parent.mkdir(parents=True, exist_ok=True)
        with open(partial, "w", encoding="utf-8") as file:
            json.dump(value, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(partial, path)
