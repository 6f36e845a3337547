"""The machines of a cluster: what they have, and whether they can do their part."""

from __future__ import annotations

import os
import secrets
from typing import cast

from mergescope.errors import MergescopeError, in_one_line
from mergescope.executors.cluster.probe import Found, Wanted, judge, look
from mergescope.executors.cluster.ray_types import Ray
from mergescope.executors.same_bytes import check_same_bytes, computes_with
from mergescope.shards.task import FOLDER, ShardTask
from mergescope.sources.object_storage import is_object
from mergescope.sources.source import Source

#: Beside what a task needs: Python, torch and mergekit.
_INTERPRETER = 600_000_000
_SECONDS = 120


class Nodes:
    """Those that are alive and have processors."""

    def __init__(self, ray: Ray) -> None:
        self._ray = ray
        alive = [node for node in ray.nodes() if node["Alive"] and node["Resources"].get("CPU", 0) >= 1]
        if not alive:
            raise MergescopeError("cluster-unusable", "the cluster has no node with a processor to give")
        hosts = [node["NodeManagerHostname"] for node in alive]
        self.names = {
            node["NodeID"]: host if hosts.count(host) == 1 else f"{host} {node['NodeID'][:6]}"
            for node, host in zip(alive, hosts, strict=True)
        }
        self.least_cpus = int(min(node["Resources"]["CPU"] for node in alive))
        self._least_memory = int(min(node["Resources"].get("memory", 0) for node in alive))

    def memory_for(self, task: ShardTask) -> int:
        """Bytes to ask for: never more than every node has, for which Ray would wait for ever."""
        return min(task.needed + _INTERPRETER, self._least_memory)

    def check(self, tasks: list[ShardTask], device: str, same_bytes: bool) -> None:
        """Asks every node at the same time.

        Args:
            device: type of torch's; same_bytes: as of `check_same_bytes`.

        Raises:
            MergescopeError: cluster-unusable, naming the node and what it lacks; bytes-would-differ.
        """
        folder, text = tasks[0].folder, secrets.token_hex(8)
        mark = folder / FOLDER / f"mark-{text}"
        mark.write_text(text, encoding="utf-8")
        sources = {
            source.uri: source for task in tasks for recipe in task.recipes for source in recipe.sources
        }
        files = {uri: _known(source) for uri, source in sorted(sources.items())}
        wanted = Wanted(str(folder), str(mark.relative_to(folder)), text, files, device)
        try:
            looked = self._ask(wanted)
            judge(looked)
        finally:
            mark.unlink(missing_ok=True)
        kinds = {name: one["computes_with"] for name, one in looked.items()}
        # A run may have begun here, or go on here.
        check_same_bytes(tasks, {"this machine": computes_with(device), **kinds}, same_bytes)

    def _ask(self, wanted: Wanted) -> dict[str, Found]:
        on = self._ray.util.scheduling_strategies.NodeAffinitySchedulingStrategy
        asked = self._ray.remote(look)
        answers = {
            self.names[node]: asked.options(
                num_cpus=0, max_retries=0, scheduling_strategy=on(node, soft=False)
            ).remote(wanted)
            for node in self.names
        }
        answered = {}
        for name, answer in answers.items():
            try:
                answered[name] = cast(Found, self._ray.get(answer, timeout=_SECONDS))
            except Exception as error:
                raise MergescopeError(
                    "cluster-unusable",
                    f"the node {name} cannot take part: it gives no answer ({type(error).__name__}: {in_one_line(error)})",
                    "see the logs of Ray on that machine",
                ) from error
        return answered


def _known(source: Source) -> int | str | None:
    """As of `Wanted.sources`."""
    if is_object(source.uri):
        return source.settings["tag"]
    return os.path.getsize(source.uri) if os.path.isfile(source.uri) else None
