"""Checks that found nothing are remembered: to build a class imports most of transformers, which takes longer than a small
merge, and gives the same answer for the same config, tensors and versions."""

from __future__ import annotations

import hashlib
import json
import os
from importlib import metadata
from pathlib import Path

from mergescope.architecture.differences import StoredTensors
from mergescope.messages import Architecture
from mergescope.own_file import read_own

#: Older ones are forgotten.
MOST = 200


def remembered(memory: Path, key: str) -> Architecture | None:
    """What the check of this key said; None where it has to be made."""
    try:
        held: Architecture = json.loads(read_own(memory / key))
        return held if isinstance(held, dict) and "output" in held else None
    except (OSError, ValueError):
        return None


def remember(memory: Path, key: str, answer: Architecture) -> None:
    """Keeps the answer of a check that found nothing; what cannot be kept is found out again."""
    output = answer["output"]
    if any(output[what] for what in ("skipped", "refused", "missing", "unexpected", "misshapen")):
        return
    part = memory / f".{key}.{os.getpid()}"
    try:
        memory.mkdir(parents=True, exist_ok=True)
        part.write_text(json.dumps(answer), encoding="utf-8")
        part.replace(memory / key)
        newest = sorted(memory.iterdir(), key=lambda file: file.stat().st_mtime, reverse=True)
        for old in newest[MOST:]:
            old.unlink()
    except OSError:
        pass


def key_of(folder: Path, stored: StoredTensors) -> str:
    """All that the answer depends on, where no code of the model's own runs."""
    digest = hashlib.sha256((folder / "config.json").read_bytes())
    digest.update(
        json.dumps(sorted((name, str(dtype), shape) for name, (dtype, shape) in stored.items())).encode()
    )
    for name in ("transformers", "torch"):
        distribution = metadata.distribution(name)
        # Who changes its sources without another version changes their times.
        module = Path(str(distribution.locate_file(name))) / "__init__.py"
        digest.update(f"{name} {distribution.version} {module} {module.stat().st_mtime_ns}".encode())
    for source in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(source.read_bytes())
    return digest.hexdigest()
