"""Asks nodes whether they can do their part."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Generator
from typing import cast

from mergescope.errors import MergescopeError, in_one_line
from mergescope.executors.cluster.probe import Found, Wanted, look
from mergescope.executors.cluster.ray_types import Ray
from mergescope.shards.task import FOLDER, ShardTask
from mergescope.sources.object_storage import is_object
from mergescope.sources.source import Source

_SECONDS = 120


@contextlib.contextmanager
def wanted_of(tasks: list[ShardTask], device: str) -> Generator[Wanted]:
    """What each node has to have; a mark lies in the folder of the output meanwhile."""
    folder, text = tasks[0].folder, secrets.token_hex(8)
    mark = folder / FOLDER / f"mark-{text}"
    mark.write_text(text, encoding="utf-8")
    sources = {source.uri: source for task in tasks for recipe in task.recipes for source in recipe.sources}
    files = {uri: _known(source) for uri, source in sorted(sources.items())}
    try:
        yield Wanted(str(folder), str(mark.relative_to(folder)), text, files, device)
    finally:
        mark.unlink(missing_ok=True)


def ask(ray: Ray, names: dict[str, str], wanted: Wanted) -> dict[str, Found]:
    """What was found on each node, all at the same time.

    Args:
        names: what the nodes are called, by their ids.

    Raises:
        MergescopeError: cluster-unusable, naming the node that gives no answer.
    """
    on = ray.util.scheduling_strategies.NodeAffinitySchedulingStrategy
    asked = ray.remote(look)
    answers = {
        node: asked.options(num_cpus=0, max_retries=0, scheduling_strategy=on(node, soft=False)).remote(
            wanted
        )
        for node in names
    }
    answered = {}
    for node, answer in answers.items():
        try:
            answered[node] = cast(Found, ray.get(answer, timeout=_SECONDS))
        except Exception as error:
            raise MergescopeError(
                "cluster-unusable",
                f"the node {names[node]} cannot take part: it gives no answer"
                f" ({type(error).__name__}: {in_one_line(error)})",
                "see the logs of Ray on that machine",
            ) from error
    return answered


def _known(source: Source) -> int | str | None:
    """As of `Wanted.sources`."""
    if is_object(source.uri):
        return source.tag
    return os.path.getsize(source.uri) if os.path.isfile(source.uri) else None
