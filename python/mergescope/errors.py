"""Errors with a code that the TypeScript half knows."""

from __future__ import annotations

import contextlib
from collections.abc import Generator
from pathlib import Path

from mergescope.messages import ErrorCode


class MergescopeError(Exception):
    """What went wrong, where and what to do about it.

    Args:
        code: an error code of src/core/error-codes.ts.
        message: one sentence for the user.
        hint: what to do, one sentence.
    """

    def __init__(self, code: ErrorCode, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.code: ErrorCode = code
        self.hint = hint


def in_one_line(error: BaseException) -> str:
    """What an exception says, in at most 300 characters."""
    # Configs are checked by a library that wraps what the model's own check has said.
    return " ".join(str(error.__cause__ or error).split())[:300] or type(error).__name__


class Cancelled(BaseException):
    """Somebody asked to stop. No Exception, so that no `except Exception` on the way swallows it."""


@contextlib.contextmanager
def naming(path: Path) -> Generator[None]:
    """Gives an OSError the path that it is about: of a full disk or a broken one, the system does not say which file
    it could not write."""
    try:
        yield
    except OSError as error:
        if error.filename is None:
            error.filename = str(path)
        raise
