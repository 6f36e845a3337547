"""The machines of a cluster: what they have, and which of them take part."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from mergescope.errors import MergescopeError
from mergescope.executors.cluster.asking import ask
from mergescope.executors.cluster.probe import Found, Wanted, judge
from mergescope.executors.cluster.ray_types import Node, Ray
from mergescope.executors.cluster.room import Room, least_cpus, most_memory, needed
from mergescope.executors.same_bytes import check_same_bytes, computes_with
from mergescope.shards.task import ShardTask

LOG = logging.getLogger(__name__)


class Nodes:
    """Those that have what a task asks for. `known` are the ids of those that were asked and can do their part."""

    def __init__(self, ray: Ray, tasks: list[ShardTask], threads: int, same_bytes: bool) -> None:
        """threads: of a task, at most; same_bytes: as of `check_same_bytes`.

        Raises:
            MergescopeError: cluster-unusable, where no node has what a task asks for.
        """
        self._ray, self._tasks, self._same_bytes = ray, tasks, same_bytes
        self.device = tasks[0].device
        self._gpus = 1 if self.device == "cuda" else 0
        self._names: dict[str, str] = {}
        self._small: set[str] = set()
        self.known: tuple[str, ...] = ()
        self.refused: tuple[str, ...] = ()
        self.threads = min(threads, least_cpus(self._able()))

    def name_of(self, node: str) -> str:
        """For people; of a node that Ray does not list yet, what its id begins with."""
        return self._names.get(node, node[:6])

    def check(self, wanted: Wanted) -> None:
        """Asks every node at the same time.

        Raises:
            MergescopeError: cluster-unusable, naming the node and what it lacks; bytes-would-differ.
        """
        names = {node["NodeID"]: self.name_of(node["NodeID"]) for node in self._able()}
        looked = {names[node]: found for node, found in ask(self._ray, names, wanted).items()}
        self._judge(looked)
        self.known = tuple(names)

    def admit(self, node: str, found: Found) -> None:
        """Judges a node that has joined since, by what was found there. It is told where it cannot take part."""
        if node in (*self.known, *self.refused):
            return
        self._able()
        try:
            self._judge({self.name_of(node): found})
        except MergescopeError as error:
            self.refused += (node,)
            LOG.warning("%s; it has joined during the merge, and others merge the files", error)
        else:
            self.known += (node,)

    def refuse_unknown(self, why: str) -> None:
        """Gives nothing to nodes that have joined since, where something failed before it could say on which node."""
        for node in self._able():
            name = node["NodeID"]
            if name not in self.known:
                self.refused += (name,)
                LOG.warning(
                    "the node %s cannot take part: no task begins there (%s)", self.name_of(name), why
                )

    def room_for(self, task: ShardTask) -> Room:
        """What to ask for: as much as the task needs, so that it lands where that is, if that is anywhere.

        Raises:
            MergescopeError: cluster-unusable, where no node is left.
        """
        most = most_memory(self._able())
        wanted = needed(task.needed)
        if wanted > most and task.file not in self._small:
            self._small.add(task.file)
            LOG.warning(
                "%s may take %.1f GB of memory, and no machine of the cluster gives more than %.1f GB:"
                " it may be ended there; less is taken with a smaller --memory",
                task.file,
                wanted / 1e9,
                most / 1e9,
            )
        return Room(self.threads, self._gpus, min(wanted, most))

    def check_room(self, rooms: Sequence[tuple[str, Room]]) -> None:
        """rooms: what files wait for, by their names.

        Raises:
            MergescopeError: cluster-unusable, where no node that is alive has it: Ray would wait for ever.
        """
        able = self._able()
        for file, room in rooms:
            if not any(room.is_in(node) for node in able):
                raise MergescopeError(
                    "cluster-unusable",
                    f"{file} needs {room}, and no machine that is left in the cluster has that",
                    "start Ray on such a machine again; --resume goes on with what is finished",
                )

    def _able(self) -> list[Node]:
        """Those that are alive now, take part as far as is known, and have the least of what a task asks for."""
        alive = [node for node in self._ray.nodes() if node["Alive"]]
        room = Room(self.threads if self.known else 1, self._gpus)
        able = [node for node in alive if room.is_in(node) and node["NodeID"] not in self.refused]
        if not able:
            raise self._nobody()
        hosts = [node["NodeManagerHostname"] for node in able]
        taken = {*self._names.values()}
        for node, host in zip(able, hosts, strict=True):
            short = host if hosts.count(host) == 1 and host not in taken else f"{host} {node['NodeID'][:6]}"
            self._names.setdefault(node["NodeID"], short)
        return able

    def _nobody(self) -> MergescopeError:
        what = "GPU" if self._gpus else "processor"
        began = (
            "no machine that is left in the cluster has" if self.known else "no machine of the cluster has"
        )
        hint = "start Ray on one that has"
        if self._gpus:
            hint += ", or merge with --device cpu"
        if self.known:
            hint += "; --resume goes on with what is finished"
        return MergescopeError("cluster-unusable", f"{began} a {what} to give", hint)

    def _judge(self, looked: dict[str, Found]) -> None:
        judge(looked)
        kinds = {name: found["computes_with"] for name, found in looked.items()}
        # A run may have begun here, or go on here.
        here = {"this machine": computes_with(self.device)}
        check_same_bytes(self._tasks, here | kinds, self._same_bytes)
