"""What a task asks Ray for, and which machines have it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mergescope.executors.cluster.ray_types import Node

#: Beside what a task needs: Python, torch and mergekit.
_INTERPRETER = 600_000_000


@dataclass(frozen=True)
class Room:
    """memory: bytes."""

    cpus: int
    gpus: int
    memory: int = 0

    def is_in(self, node: Node) -> bool:
        """Whether the node has as much, free or not."""
        has = node["Resources"]
        return (
            node["Alive"]
            and has.get("CPU", 0) >= self.cpus
            and has.get("GPU", 0) >= self.gpus
            and has.get("memory", 0) >= self.memory
        )

    def __str__(self) -> str:
        gpu = ", a GPU" if self.gpus else ""
        return f"{self.cpus} processor{'s'[: self.cpus > 1]}{gpu} and {self.memory / 1e9:.1f} GB"


def needed(task_bytes: int) -> int:
    """Bytes that the process of a task takes."""
    return task_bytes + _INTERPRETER


def most_memory(nodes: Sequence[Node]) -> int:
    """Bytes of the node that has most: for more Ray would wait for ever."""
    return int(max(node["Resources"].get("memory", 0) for node in nodes))


def least_cpus(nodes: Sequence[Node]) -> int:
    """What each of them has."""
    return int(min(node["Resources"]["CPU"] for node in nodes))
