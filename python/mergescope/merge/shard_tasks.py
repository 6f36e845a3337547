"""The plan as shard tasks: what an executor is given."""

from __future__ import annotations

from dataclasses import replace

from mergescope.merge.prepared import Prepared
from mergescope.shards.alignment import tokenizer_values
from mergescope.shards.task import ShardTask, write_tokenizer


def shard_tasks(ready: Prepared) -> list[ShardTask]:
    """One task a file, in the order of the files. What several of them need is written into the folder of the output."""
    owns = [recipe.own for recipe in ready.recipes.values() if recipe.own is not None]
    if any(own.by_tokenizer for own in owns):
        assert ready.vocabulary is not None
        write_tokenizer(ready.request.output, tokenizer_values(ready.vocabulary.info))
    # A plan may be older than that wish, which decides nothing about it.
    settings = replace(ready.settings, same_bytes=ready.request.same_bytes)
    return [
        ShardTask(
            ready.request.output,
            shard.file_name,
            tuple(ready.recipes[tensor.name] for tensor in shard.tensors),
            settings,
            ready.devices[0].torch_device.type,
            ready.peak_bytes(shard.tensors),
        )
        for shard in ready.shards
    ]
