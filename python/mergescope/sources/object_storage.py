"""Objects of S3, Google Cloud Storage and Azure, by obstore, which finds its credentials by itself. Nothing of what it says
is passed on: addresses may be signed."""

from __future__ import annotations

import functools
import importlib
import random
import re
import time
from collections.abc import Callable
from typing import Any, TypeVar

from mergescope.errors import MergescopeError

T = TypeVar("T")

_SCHEMES = ("s3", "gs", "az")
#: Tries of one request, and the longest pause between two of them, in seconds.
_TRIES = 6
_LONGEST_PAUSE = 8.0
#: Answers that will be the same the next time.
_FINAL = re.compile("4(?!08|29)")
#: Without TLS only where the endpoint that the user has set says so.
_CLIENT = {"connect_timeout": "10s", "timeout": "60s", "allow_http": True}


def is_object(uri: str) -> bool:
    """Whether it names something in object storage rather than a path."""
    scheme, separator, _ = uri.partition("://")
    return bool(separator) and scheme in _SCHEMES


def open_bucket(uri: str) -> tuple[Any, str]:
    """The bucket of obstore's, and the path in it.

    Raises:
        MergescopeError: environment-not-ready.
    """
    scheme, _, rest = uri.partition("://")
    bucket, _, path = rest.partition("/")
    return _bucket(f"{scheme}://{bucket}"), path


def read_range(uri: str, tag: str | None, start: int, stop: int) -> Any:
    """The bytes [start, stop) of an object, as a buffer.

    Args:
        tag: the ETag that it has to have; None: any.

    Raises:
        MergescopeError: donor-changed, where it is gone, or another one; file-unreadable.
    """
    bucket, path = open_bucket(uri)
    options: dict[str, Any] = {"range": (start, stop), **({"if_match": tag} if tag else {})}

    def read() -> Any:
        data = library().get(bucket, path, options=options).bytes()
        if len(data) != stop - start:
            raise _Short
        return data

    return tried(uri, read) if stop > start else b""


def tried(uri: str, request: Callable[[], T]) -> T:
    """What a request gives, which is made again where it may go better the next time. Raises as of `read_range`."""
    errors = library().exceptions
    why, number = "", 0
    for number in range(_TRIES):
        if number:
            time.sleep(min(_LONGEST_PAUSE, 0.2 * 2**number) * random.uniform(0.5, 1.0))
        try:
            return request()
        except (FileNotFoundError, errors.PreconditionError) as error:
            what = "is not there" if isinstance(error, FileNotFoundError) else "is another object than before"
            raise MergescopeError(
                "donor-changed", f"{uri} {what}", "leave donors alone while a merge reads them"
            ) from None
        except (errors.PermissionDeniedError, errors.UnauthenticatedError):
            raise MergescopeError(
                "file-unreadable",
                f"{uri} may not be read with the credentials that were found",
                "see docs/scale.md for where credentials are looked for",
            ) from None
        except _Short:
            why = "answers were too short"
        except errors.BaseError as error:
            status = re.search(r"status code: (\d{3})", str(error))
            why = f"the storage answered {status[1]}" if status else "no whole answer came"
            if status and _FINAL.match(status[1]):
                break
    raise MergescopeError(
        "file-unreadable",
        f"{uri} cannot be read: {why}, {number + 1} times in a row"
        if number
        else f"{uri} cannot be read: {why}",
        "see whether the storage can be reached; --resume goes on with what is finished",
    ) from None


class _Short(Exception):
    """A body that ended before it should."""


@functools.lru_cache(maxsize=64)
def _bucket(uri: str) -> Any:
    store = library().store
    # Each request is made again here, whatever went wrong.
    return store.from_url(uri, client_options=_CLIENT, retry_config={"max_retries": 0})


def library() -> Any:
    """obstore. Raises MergescopeError environment-not-ready, where it is not installed."""
    try:
        return importlib.import_module("obstore")
    except ImportError as error:
        raise MergescopeError(
            "environment-not-ready",
            "obstore, which reads object storage, is not installed in this Python",
            "`mergescope setup --with object-storage` puts it into the managed environment",
        ) from error
