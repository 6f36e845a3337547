"""The one function that the bridge host calls. JSON text in, JSON text out, and nothing is ever raised.

pythonia hangs on `sys.exit`, dies of NaN and loses the text of exceptions; so none of them reaches it.
"""

from __future__ import annotations

import errno
import importlib
import json
import traceback

from mergescope import events
from mergescope.errors import MergescopeError
from mergescope.messages import ErrorCode, Failure

_DISK: dict[int, ErrorCode] = {
    errno.ENOSPC: "disk-full",
    errno.EDQUOT: "disk-full",
    errno.EIO: "file-unwritable",
    errno.EROFS: "file-unwritable",
}


def invoke(target: str, call_id: int, request: str) -> str:
    """Calls `module:function` with one JSON value.

    Args:
        target: `module:function`.
        call_id: number of this call; the event channel ends it with `call-finished`.
        request: JSON text of the argument.

    Returns:
        JSON text `{"ok": true, "value": …}` or `{"ok": false, "error": {type, message, traceback, …}}`.
    """
    events.begin()
    try:
        module, function = target.split(":")
        value = getattr(importlib.import_module(module), function)(json.loads(request))
        return json.dumps({"ok": True, "value": events.finite(value)}, allow_nan=False)
    except BaseException as error:
        return json.dumps({"ok": False, "error": _failure(error)}, allow_nan=False)
    finally:
        events.finish(call_id)


def _failure(error: BaseException) -> Failure:
    failure: Failure = {
        "type": type(error).__name__,
        "message": _text(error),
        "traceback": "".join(traceback.format_exception(error))[-20_000:],
    }
    if isinstance(error, MergescopeError):
        failure["code"] = error.code
        if error.hint is not None:
            failure["hint"] = error.hint
    elif isinstance(error, events.Cancelled):
        failure["code"] = "cancelled"
    elif isinstance(error, OSError) and error.errno in _DISK:
        failure["code"] = _DISK[error.errno]
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


events.connect()
