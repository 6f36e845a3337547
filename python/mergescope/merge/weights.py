"""The weights, shard by shard: tasks in, files out. A shard that is whole is adopted, and has a record of its own."""

from __future__ import annotations

import contextlib
import shutil
import threading
from collections.abc import Callable, Generator
from pathlib import Path

from mergescope import events
from mergescope.engine.storage.shard_file import adopt
from mergescope.errors import MergescopeError, RemoteError
from mergescope.executors.executor import Executor
from mergescope.merge.manifest import Manifest
from mergescope.merge.progress import Progress
from mergescope.messages import VoiceEvent
from mergescope.shards.context import Advance, ShardResult
from mergescope.shards.task import ShardTask


def write_shards(
    tasks: list[ShardTask],
    executor: Executor,
    manifest: Manifest,
    progress: Progress,
    check: Callable[[], None],
) -> list[ShardResult]:
    """Has the tasks carried out whose shards are not finished; in their order, the results of all.

    Args:
        check: asked before a shard gets a name that a run after us would believe in; raises, where it is not to.

    Raises:
        MergescopeError: disk-full, before a byte is written; file-unwritable, where the folder of the output is gone.
    """
    finished = {task.file: manifest.finished(task.file) for task in tasks}
    left = [task for task in tasks if finished[task.file] is None]
    _check_space(left)
    manifest.save()
    results = {name: held for name, held in finished.items() if held is not None}
    for task in tasks:
        if task.file in results:
            progress.skip(sum(recipe.output.nbytes for recipe in task.recipes))
            for sums in results[task.file]["voices"]:
                events.emit(VoiceEvent(event="voice", sums=sums))
    for task in left:
        for path in _begun(task):
            path.unlink()
        task.write()
    with _in_place(tasks), contextlib.closing(executor.run(left, _teller(progress))) as done:
        for result in done:
            check()
            adopt(left[0].folder, result["file"], result["attempt"])
            manifest.finish(result)
            results[result["file"]] = result
    return [results[task.file] for task in tasks]


@contextlib.contextmanager
def _in_place(tasks: list[ShardTask]) -> Generator[None]:
    """Where the folder that all is written into is gone, that is told, and not which file was missed first."""
    try:
        yield
    except (FileNotFoundError, RemoteError) as error:
        if not tasks or tasks[0].folder.is_dir():
            raise
        raise MergescopeError(
            "file-unwritable",
            f"{tasks[0].folder} was removed in the middle of the merge, with all that was finished",
            "run again, and leave that folder alone until the merge is over",
        ) from error


def _teller(progress: Progress) -> Callable[[Advance | VoiceEvent], None]:
    lock = threading.Lock()

    def tell(told: Advance | VoiceEvent) -> None:
        if told["event"] == "voice":
            events.emit(told)
            return
        with lock:
            progress.advance(told)

    return tell


def _check_space(tasks: list[ShardTask]) -> None:
    if not tasks:
        return
    folder, needed = tasks[0].folder, sum(task.shard.nbytes for task in tasks)
    # What lies in a file that is begun again is free by then.
    given_back = sum(path.stat().st_blocks * 512 for task in tasks for path in _begun(task))
    free = shutil.disk_usage(folder).free + given_back
    if needed > free:
        raise MergescopeError(
            "disk-full",
            f"the output needs {needed / 1e9:.1f} GB, and {free / 1e9:.1f} GB are free at {folder}",
            "free some space, or choose an output folder on another disk",
        )


def _begun(task: ShardTask) -> list[Path]:
    """What attempts of runs before this one have left."""
    return list(task.folder.glob(f"{task.file}*.partial"))
