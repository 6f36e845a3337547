"""transformers without its talk: what it would log here is told as checks, in words of our own."""

from __future__ import annotations

import contextlib
import logging
import warnings
from collections.abc import Generator


@contextlib.contextmanager
def quiet() -> Generator[None]:
    """No log lines, warnings and bars of transformers in the meantime."""
    from transformers.utils import logging as transformers_log

    verbosity, bars = transformers_log.get_verbosity(), transformers_log.is_progress_bar_enabled()
    transformers_log.set_verbosity(logging.CRITICAL + 1)
    transformers_log.disable_progress_bar()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        transformers_log.set_verbosity(verbosity)
        if bars:
            transformers_log.enable_progress_bar()
