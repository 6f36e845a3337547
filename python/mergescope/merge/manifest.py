"""What a merge has finished, written into the output, so that an interrupted one goes on where it was."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any, TypedDict

import torch

from mergescope.errors import MergescopeError, naming
from mergescope.merge.donor_watch import DonorWatch
from mergescope.merge.planning import MergePlan, donor_order
from mergescope.merge.request import MergeRequest
from mergescope.merge.versions import versions
from mergescope.merge.vocabulary import is_patched
from mergescope.messages import AuditRecord, TensorSums, WrittenValues

#: In the folder of the report: beside the weights it would look like a part of the model.
FILE = "mergescope/manifest.json"


class FinishedShard(TypedDict):
    """A shard that is on the disk, and what was told of it."""

    sha256: str
    voices: list[TensorSums]
    records: list[AuditRecord]
    values: list[WrittenValues]


class Manifest:
    """Finished shards, and everything that decided their bytes.

    Memory and threads are not in it: they change no byte. What the processor can do changes bytes of mergekit's own tasks
    only.
    """

    def __init__(self, folder: Path, inputs: dict[str, Any], shards: dict[str, FinishedShard]) -> None:
        self._path = folder / FILE
        self._folder = folder
        self._inputs = inputs
        self._shards = shards

    @staticmethod
    def open(request: MergeRequest, plan: MergePlan, watch: DonorWatch, own_tasks: bool = False) -> Manifest:
        """Starts anew, or with `resume` goes on with what lies in the output folder.

        Args:
            own_tasks: whether mergekit's own tasks merge some of the tensors.

        Raises:
            MergescopeError: resume-changed, naming what differs from the run that was interrupted.
        """
        inputs = _inputs(request, plan, watch)
        if own_tasks:
            inputs["options"]["processor"] = torch.backends.cpu.get_cpu_capability()
        held = _read(request.output / FILE) if request.resume else None
        if held is None:
            return Manifest(request.output, inputs, {})
        changed = _differences(held["inputs"], inputs)
        if changed:
            raise MergescopeError(
                "resume-changed",
                f"the interrupted run cannot be continued, because this has changed: {', '.join(changed)}",
                "undo the change, or start over with --discard instead of --resume",
            )
        return Manifest(request.output, inputs, held["shards"])

    def finished(self, name: str) -> FinishedShard | None:
        """The record of a shard that is whole: its bytes are hashed again, not believed."""
        record = self._shards.get(name)
        if record is None or not (self._folder / name).is_file():
            return None
        with open(self._folder / name, "rb") as file:
            digest = hashlib.sha256()
            while chunk := file.read(1 << 22):
                digest.update(chunk)
        return record if digest.hexdigest() == record["sha256"] else None

    def finish(
        self,
        name: str,
        sha256: str,
        voices: list[TensorSums],
        records: list[AuditRecord],
        values: list[WrittenValues],
    ) -> None:
        """Records a shard that is on the disk, and what was told of it. The record is replaced as a whole."""
        self._shards[name] = {"sha256": sha256, "voices": voices, "records": records, "values": values}
        self.save()

    def save(self) -> None:
        text = json.dumps({"schema": 1, "inputs": self._inputs, "shards": self._shards})
        partial = self._path.with_suffix(".partial")
        with naming(partial):
            partial.parent.mkdir(exist_ok=True)
            partial.write_text(text, encoding="utf-8")
            os.replace(partial, self._path)


def _read(path: Path) -> dict[str, Any] | None:
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return held if isinstance(held, dict) and held.get("schema") == 1 else None


def _inputs(request: MergeRequest, plan: MergePlan, watch: DonorWatch) -> dict[str, Any]:
    from mergekit.io.tasks import LoaderCache

    inputs: dict[str, Any] = {
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
        },
        "versions": versions(),
    }
    for model in donor_order(plan.config):
        folder = Path(LoaderCache().get(model).index.base_path)
        watch.add(request.name_of(model), folder)
        inputs[f"donor {request.name_of(model)}"] = watch.in_folder(folder)
    return inputs


def _differences(before: dict[str, Any], now: dict[str, Any]) -> list[str]:
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


def _values(name: str, before: dict[str, Any], now: dict[str, Any]) -> str:
    """Who has lost the command line of the interrupted run finds it in here."""
    old, new = (json.dumps(values[name]) if name in values else "not given" for values in (before, now))
    return f"{name}: was {old}, is {new}"
