"""mergescope as people start it: the command line of this checkout, with the Python that runs the tests."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]


def command(*words: str) -> list[str]:
    node = next(path for path in (ROOT / "node_modules/node/bin/node", shutil.which("node")) if path)
    return [str(node), str(ROOT / "bin" / "mergescope.mjs"), *words]


def environment(folder: Path) -> dict[str, str]:
    """That of somebody whose home is in `folder`, and has nothing in it yet."""
    homes = {f"XDG_{name}_HOME": str(folder / ".home") for name in ("STATE", "CACHE", "DATA")}
    return {**os.environ, "MERGESCOPE_PYTHON": sys.executable, "HF_HUB_OFFLINE": "1", **homes}
