"""The one function that the bridge host calls. JSON text in, JSON text out, and nothing is ever raised.

pythonia hangs on `sys.exit`, dies of NaN and loses the text of exceptions; so none of them reaches it.
"""

from __future__ import annotations

import importlib
import json

from mergescope import events
from mergescope.errors import failure_of


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
        return json.dumps({"ok": False, "error": failure_of(error)}, allow_nan=False)
    finally:
        events.finish(call_id)


events.connect()
