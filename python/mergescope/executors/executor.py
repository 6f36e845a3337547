"""What every executor does."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Protocol

from mergescope.messages import VoiceEvent
from mergescope.shards.context import Advance, ShardResult
from mergescope.shards.task import ShardTask

Tell = Callable[[Advance | VoiceEvent], None]


class Executor(Protocol):
    """Carries tasks out, which lie in the folder of the output; the same bytes come out, whatever does it."""

    def run(self, tasks: list[ShardTask], tell: Tell) -> Generator[ShardResult]:
        """Each result as it is there, in any order; the shard then lies under the temporary name of its attempt.

        Args:
            tell: called on any thread, by one at a time.

        Raises:
            Cancelled: somebody asked to stop; what `execute` raises. Nothing is under way any more then, and when the
            generator is closed.
        """
        ...
