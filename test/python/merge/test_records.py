"""Audit records that mergekit's own tasks give while they run are not lost with an interrupted run."""

from __future__ import annotations

import json
import logging

import pytest
import torch
from merge_requests import merge_request
from mergescope.audit.log_records import EventHandler
from mergescope.engine.compute.workers import Here, Workers
from mergescope.engine.storage.reads import Reads
from mergescope.engine.storage.safetensors_io import OutputTensor, plan_shards
from mergescope.engine.storage.shard_file import Write
from mergescope.merge.donor_watch import DonorWatch
from mergescope.merge.manifest import FILE, Manifest
from mergescope.merge.request import MergeRequest
from mergescope.merge.weights import write_shards

LOG = logging.getLogger("mergekit.tokenizer.embed")


class Talking:
    """A job that logs an audit record as it runs, as the patched mergekit does; and can be interrupted."""

    voice = None

    def __init__(self, name: str, fails: bool = False) -> None:
        self.output, self._fails = OutputTensor(name, torch.bfloat16, (4,)), fails

    def prepare(self, workers: Workers) -> None:
        pass

    def tasks(self, workers: Workers, write: Write):
        return [Here(lambda: self._talk(write))]

    def absorb(self, result: int) -> int:
        return result

    def finish(self) -> None:
        pass

    def _talk(self, write: Write) -> int:
        if self._fails:
            raise KeyboardInterrupt
        values = {"kind": "ghost", "model": "donor", "token": "<|im_start|>", "output_id": 7, "rows": 4}
        LOG.warning(
            "skipped",
            extra={"vocab_audit": values | {"donor_id": 9, "count": 1, "tensor": self.output.name}},
        )
        data = bytes(self.output.nbytes)
        write(0, memoryview(data), lambda: None)
        return len(data)


def write(folder, jobs: list[Talking], shards_done: dict) -> list[dict]:
    handler = EventHandler({})
    LOG.addHandler(handler)
    workers = Workers(1)
    try:
        shards = plan_shards([job.output for job in jobs], 8)
        request = MergeRequest.of(merge_request("", folder))
        manifest = Manifest(folder, {}, shards_done)
        write_shards(request, shards, jobs, workers, manifest, DonorWatch(), Reads([]), handler.records)
    finally:
        LOG.removeHandler(handler)
        workers.close()
    return handler.records


def test_records_of_finished_shards_survive_an_interruption(tmp_path):
    for folder in ("whole", "stopped"):
        (tmp_path / folder).mkdir()
    names = ["model.embed_tokens.weight", "lm_head.weight"]
    whole = write(tmp_path / "whole", [Talking(name) for name in names], {})
    assert [record["tensor"] for record in whole] == names

    with pytest.raises(KeyboardInterrupt):
        write(tmp_path / "stopped", [Talking(names[0]), Talking(names[1], fails=True)], {})
    done = json.loads((tmp_path / "stopped" / FILE).read_text())["shards"]
    assert len(done) == 1
    assert write(tmp_path / "stopped", [Talking(name) for name in names], done) == whole
