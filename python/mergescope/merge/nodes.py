"""Which machine of a cluster has merged how much."""

from __future__ import annotations

from collections.abc import Mapping

from mergescope.messages import NodeShare
from mergescope.shards.context import ShardResult

#: Where an interrupted run without a cluster has finished some.
_HERE = "this machine"


def nodes_of(shards: list[ShardResult], sizes: Mapping[str, int]) -> list[NodeShare]:
    """In the order of the names.

    Args:
        sizes: bytes of the shards, by file.
    """
    shares: dict[str, NodeShare] = {}
    for shard in shards:
        name = shard["node"] or _HERE
        share = shares.setdefault(name, NodeShare(node=name, shards=0, bytes=0))
        share["shards"] += 1
        share["bytes"] += sizes[shard["file"]]
    return [shares[name] for name in sorted(shares)]
