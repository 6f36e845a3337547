"""Which device merges which shards."""

from __future__ import annotations

from mergescope.shards.task import ShardTask


def share_out(tasks: list[ShardTask], count: int) -> list[list[ShardTask]]:
    """For each of `count` devices its tasks, in the order of the files: the largest is given first, to the one that has
    the fewest bytes to read and write."""
    shares: list[list[int]] = [[] for _ in range(count)]
    loads = [0] * count
    for position in sorted(range(len(tasks)), key=lambda position: -tasks[position].bytes):
        least = loads.index(min(loads))
        shares[least].append(position)
        loads[least] += tasks[position].bytes
    return [[tasks[position] for position in sorted(share)] for share in shares]
