"""What is set up around mergekit while it works for one call: its switches, its patch, its log."""

from __future__ import annotations

import contextlib
import importlib
import logging
from collections.abc import Generator

from mergescope.deferred_imports import importing_for_good
from mergescope.merge.patched_modules import import_patched
from mergescope.merge.request import MergeRequest


@contextlib.contextmanager
def mergekit_at_work(request: MergeRequest, log: logging.Handler) -> Generator[None]:
    """Everything that mergekit and its libraries tell goes to `log`, and nothing of it elsewhere."""
    with importing_for_good():
        if request.patched is not None:
            import_patched(request.patched, request.patch_files)
        importlib.import_module("mergekit.merge")
    from transformers.utils import logging as transformers_log

    from mergescope.engine.memory.allocator import give_memory_back

    give_memory_back()
    transformers_log.disable_progress_bar()
    transformers_log.disable_default_handler()
    transformers_log.enable_propagation()
    root = logging.getLogger()
    level = root.level
    root.addHandler(log)
    root.setLevel(logging.INFO)
    # Warnings of the libraries go through the log as well, not to stderr in the middle of a screen.
    logging.captureWarnings(True)
    try:
        yield
    finally:
        root.removeHandler(log)
        root.setLevel(level)
        logging.captureWarnings(False)
