"""Errors with a code that the TypeScript half knows."""

from __future__ import annotations

import contextlib
import errno
import traceback
from collections.abc import Generator
from pathlib import Path

from mergescope.messages import ErrorCode, Failure

_DISK: dict[int, ErrorCode] = {
    errno.ENOSPC: "disk-full",
    errno.EDQUOT: "disk-full",
    errno.EIO: "file-unwritable",
    errno.EFBIG: "file-unwritable",
    errno.EROFS: "file-unwritable",
}


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


class RemoteError(Exception):
    """What went wrong in another process, as `failure_of` told it there."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure["message"])
        self.failure = failure


def failure_of(error: BaseException) -> Failure:
    """An exception as JSON values."""
    if isinstance(error, RemoteError):
        return error.failure
    failure: Failure = {
        "type": type(error).__name__,
        "message": _text(error),
        "traceback": "".join(traceback.format_exception(error))[-20_000:],
    }
    if isinstance(error, MergescopeError):
        failure["code"] = error.code
        if error.hint is not None:
            failure["hint"] = error.hint
    elif isinstance(error, Cancelled):
        failure["code"] = "cancelled"
    elif isinstance(error, OSError) and error.errno in _DISK:
        failure["code"] = _DISK[error.errno]
        failure["message"] = f"{error.strerror}: {error.filename}" if error.filename else str(error.strerror)
        if failure["code"] == "disk-full":
            failure["hint"] = "free some space on that disk; --resume goes on with what is finished"
    elif isinstance(error, MemoryError):
        failure["code"] = "out-of-memory"
    return failure


def _text(error: BaseException) -> str:
    if isinstance(error, SystemExit):
        return f"the code called sys.exit({error.code!r})"
    try:
        return str(error)[:20_000] or type(error).__name__
    except Exception:
        return type(error).__name__
