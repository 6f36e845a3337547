"""Which device merges which shards."""

from __future__ import annotations

from mergescope.shards.task import ShardTask


def share_out(tasks: list[ShardTask], count: int) -> list[list[ShardTask]]:
    """For each of `count` devices its tasks, in the order of the files: the largest is given first, to the one that has
    the fewest bytes to read and write."""
    shares: list[list[int]] = [[] for _ in range(count)]
    loads = [0] * count
    for place in sorted(range(len(tasks)), key=lambda place: -tasks[place].bytes):
        least = loads.index(min(loads))
        shares[least].append(place)
        loads[least] += tasks[place].bytes
    return [[tasks[place] for place in sorted(share)] for share in shares]
