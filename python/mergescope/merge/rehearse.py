"""The function that the bridge calls for a rehearsal: the merge itself, with all of it done but the values."""

from __future__ import annotations

import logging
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from mergescope.errors import naming
from mergescope.merge.progress import step
from mergescope.merge.request import MergeRequest
from mergescope.merge.timer import Timer
from mergescope.messages import Architecture, PlannedFile, PlannedOutput, PlanReply

#: Loggers, by the first part of their names. mergekit's tokenizers use the root.
_TOLD = ("mergekit", "mergescope", "root")

#: What mergekit says of its own steps that are done in another way here, with a word of ours where one is needed, and what
#: the inspection has told.
_TALK = re.compile(
    r"Module \S+ has no configuration key for number of layers|Unable to set number of layers for module"
    r"|Unable to set vocabulary size in output config|Unable to get vocab size for"
    r"|No JSON architecture found for|Multiple architectures for"
)

if TYPE_CHECKING:
    from mergescope.engine.storage.safetensors_io import OutputShard
    from mergescope.merge.prepared import Prepared


def plan(value: dict[str, object]) -> PlanReply:
    """Plans a merge and fills the output folder with all of it but the values, which are a hole in each file.

    Args:
        value: a MergeRequest as JSON; its models may have values or not, since none is read. Where `keep_plan` is set,
            `merge` goes on from this plan when it is asked for the same.
    """
    request = MergeRequest.of(value)
    timer = Timer()
    step("starting mergekit")
    from mergescope.merge.session import mergekit_at_work

    log = _Log()
    with mergekit_at_work(request, log):
        return _rehearse(request, log, timer)


def _rehearse(request: MergeRequest, log: _Log, timer: Timer) -> PlanReply:
    from mergescope.engine.storage.safetensors_io import write_index
    from mergescope.merge.adapter_stand_ins import with_adapters
    from mergescope.merge.class_check import check_class
    from mergescope.merge.kept_plan import forget_plan, keep_plan
    from mergescope.merge.output_files import write_output_files
    from mergescope.merge.prepared import prepare

    forget_plan()
    timer.lap("import")
    asked = with_adapters(request)
    ready = prepare(asked, timer)
    told = list(log.records)
    step("rehearsing config, tokenizer and model card")
    for shard in ready.shards:
        _write_hollow(request.output, shard)
    with naming(request.output):
        write_index(request.output, ready.shards)
        write_output_files(ready.plan, ready.vocabulary, ready.request, ready.outputs)
    timer.lap("files")
    ready.architecture = check_class(ready, request.output)
    timer.lap("class")
    reply = _reply(ready, ready.architecture, log.warnings(request.names), timer)
    if asked is request and request.keep_plan:
        keep_plan(request, ready, told)
    return reply


def _reply(ready: Prepared, architecture: Architecture, warnings: list[str], timer: Timer) -> PlanReply:
    tensors = _tensors(ready)
    return {
        "tensors": tensors,
        "files": [PlannedFile(name=shard.file_name, bytes=shard.nbytes) for shard in ready.shards],
        "readBytes": sum(source["bytes"] for tensor in tensors for source in tensor["sources"]),
        "peakMemoryBytes": _peak_bytes(ready),
        "warnings": warnings,
        "timings": timer.seconds,
        "architecture": architecture,
    }


def _tensors(ready: Prepared) -> list[PlannedOutput]:
    from mergescope.sources.dtypes import NAMES

    return [
        {
            "name": tensor.name,
            "dtype": NAMES[tensor.dtype],
            "shape": list(tensor.shape),
            "file": shard.file_name,
            "sources": [
                {
                    "donor": source.donor,
                    "tensor": source.name,
                    "file": os.path.basename(source.uri) if source.is_plain else None,
                    "offset": source.offset if source.is_plain else None,
                    "bytes": source.nbytes,
                }
                for source in ready.recipes[tensor.name].sources
            ],
        }
        for shard in ready.shards
        for tensor in shard.tensors
    ]


def _peak_bytes(ready: Prepared) -> int:
    from mergescope import events

    return events.memory_bytes() + len(ready.devices) * ready.peak_bytes(ready.outputs)


def _write_hollow(output: Path, shard: OutputShard) -> None:
    """A file of the shard's header and size; the disk gives no room to what was never written."""
    path = output / shard.file_name
    with naming(path), open(path, "wb") as file:
        file.write(shard.header)
        file.truncate(shard.nbytes)


class _Log(logging.Handler):
    """Keeps what is told instead of telling it: the merge will say it all again."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)

    def warnings(self, names: dict[str, str]) -> list[str]:
        """Each once, with models called by name; without ghost tokens, which the inspection told, what libraries say, and mere talk."""
        texts: dict[str, None] = {}
        for record in self.records:
            ours = record.name.split(".")[0] in _TOLD and not hasattr(record, "vocab_audit")
            if ours and record.levelno >= logging.WARNING:
                text = record.getMessage()
                if _TALK.match(text):
                    continue
                for path in sorted(names, key=len, reverse=True):
                    text = text.replace(path, names[path])
                texts.setdefault(text)
        return list(texts)
