"""Errors with a code that the TypeScript half knows."""

from __future__ import annotations


class MergescopeError(Exception):
    """What went wrong, where and what to do about it.

    Args:
        code: an error code of src/core/error-codes.ts.
        message: one sentence for the user.
        hint: what to do, one sentence.
    """

    def __init__(self, code: str, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.hint = hint
