"""What a merge has finished, written into the output, so that an interrupted one goes on where it was."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import TypedDict, cast

import torch

from mergescope.errors import MergescopeError
from mergescope.merge.donor_watch import DonorWatch
from mergescope.merge.prepared import Prepared
from mergescope.merge.request import MergeRequest
from mergescope.merge.versions import versions
from mergescope.merge.vocabulary import is_patched
from mergescope.messages import Json
from mergescope.own_file import read_own
from mergescope.replace_own import replace_own
from mergescope.shards.context import ShardResult

#: In the folder of the report: beside the weights it would look like a part of the model.
FILE = "mergescope/manifest.json"
#: One record a finished shard.
RECORDS = "mergescope/shards"
_SCHEMA = 5


class Held(TypedDict):
    """The manifest as it lies on the disk."""

    schema: int
    inputs: dict[str, object]


class Manifest:
    """Everything that decided the bytes of the shards, and of each that is finished a record of its own.

    Memory and threads are not in it: they change no byte. What the processor can do changes bytes of mergekit's own tasks
    only.
    """

    def __init__(self, folder: Path, inputs: dict[str, object]) -> None:
        self._folder = folder
        self._inputs = inputs

    @staticmethod
    def open(ready: Prepared) -> Manifest:
        """Starts anew, or with `resume` goes on with what lies in the output folder.

        Raises:
            MergescopeError: resume-changed, naming what differs from the run that was interrupted.
        """
        own = any(recipe.own is not None for recipe in ready.recipes.values())
        processor = {"processor": torch.backends.cpu.get_cpu_capability()} if own else {}
        request, inputs = ready.request, _inputs(ready.request, ready.watch, processor)
        held = _read(request.output / FILE) if request.resume else None
        if held is None:
            shutil.rmtree(request.output / RECORDS, ignore_errors=True)
            return Manifest(request.output, inputs)
        changed = _differences(held["inputs"], inputs)
        if held["schema"] != _SCHEMA:
            changed.append("versions (mergescope)")
        if changed:
            raise MergescopeError(
                "resume-changed",
                f"the interrupted run cannot be continued, because this has changed: {', '.join(changed)}",
                "undo the change, or start over with --discard instead of --resume",
            )
        return Manifest(request.output, inputs)

    def finished(self, name: str) -> ShardResult | None:
        """The record of a shard that is whole: its bytes are hashed again, not believed."""
        record, path = cast("ShardResult | None", _json(self._record(name))), self._folder / name
        if not isinstance(record, dict) or not path.is_file():
            return None
        with open(path, "rb") as file:
            digest = hashlib.sha256()
            while chunk := file.read(1 << 22):
                digest.update(chunk)
        return record if digest.hexdigest() == record.get("sha256") else None

    def finish(self, result: ShardResult) -> None:
        """Records a shard that is on the disk, and what was told of it."""
        replace_own(self._record(result["file"]), result)

    def save(self) -> None:
        """Before the first record."""
        replace_own(self._folder / FILE, {"schema": _SCHEMA, "inputs": self._inputs})

    def _record(self, name: str) -> Path:
        return self._folder / RECORDS / f"{name}.json"


def _json(path: Path) -> Json:
    try:
        return json.loads(read_own(path))
    except (OSError, ValueError):
        return None


def _read(path: Path) -> Held | None:
    held = _json(path)
    whole = isinstance(held, dict) and "schema" in held and isinstance(held.get("inputs"), dict)
    return cast(Held, held) if whole else None


def _inputs(request: MergeRequest, watch: DonorWatch, processor: dict[str, str]) -> dict[str, object]:
    inputs: dict[str, object] = {
        "config": hashlib.sha256(request.config_text.encode()).hexdigest(),
        "options": {
            "seed": request.seed,
            "audit": request.audit,
            "shard size": request.shard_size,
            "missing rows": request.missing_rows,
            "compat": request.compat,
            "device": request.device.split(":")[0],
            "patched": is_patched(),
            **request.mergekit,
            **processor,
        },
        "versions": versions(),
    }
    inputs |= {f"donor {name}": files for name, files in watch.facts().items()}
    return inputs


def _differences(before: dict[str, object], now: dict[str, object]) -> list[str]:
    changed = []
    for key in sorted({*before, *now}):
        old, new = before.get(key), now.get(key)
        if old == new:
            continue
        if isinstance(old, dict) and isinstance(new, dict):
            names = [name for name in sorted({*old, *new}) if old.get(name) != new.get(name)]
            told = [_values(name, old, new) if key == "options" else name for name in names]
            changed.append(f"{key} ({', '.join(told)})")
        else:
            changed.append(key)
    return changed


def _values(name: str, before: dict[str, object], now: dict[str, object]) -> str:
    """Who has lost the command line of the interrupted run finds it in here."""
    old, new = (json.dumps(values[name]) if name in values else "not given" for values in (before, now))
    return f"{name}: was {old}, is {new}"
