"""Objects of S3, Google Cloud Storage and Azure, by obstore, which finds its credentials by itself. Nothing of what it says
is passed on: addresses may be signed."""

from __future__ import annotations

import functools
import importlib
import random
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar, cast

from mergescope.errors import MergescopeError
from mergescope.messages import ErrorCode
from mergescope.sources.credentials import STORAGES, credentials_hint, lacks_credentials
from mergescope.sources.obstore_types import Bucket, Data, ObjectMeta, Obstore

T = TypeVar("T")

#: Tries of one request, and the longest pause between two of them, in seconds.
_TRIES = 6
_LONGEST_PAUSE = 8.0
#: Answers that will be the same the next time; S3 says 400 also of a body that broke off on the way.
_FINAL, _FINAL_OF_WRITES = re.compile("4(?!08|29)"), re.compile("4(?!00|08|29)")
#: Without TLS only where the endpoint that the user has set says so.
_CLIENT = {"connect_timeout": "10s", "timeout": "60s", "allow_http": True}
#: Of parts of an upload, which only the library can send again, and which are the same bytes each time.
_RETRIED = {
    "max_retries": _TRIES,
    "backoff": {
        "init_backoff": timedelta(seconds=0.2),
        "max_backoff": timedelta(seconds=_LONGEST_PAUSE),
        "base": 2,
    },
    "retry_timeout": timedelta(minutes=3),
}


@dataclass(frozen=True)
class Doing:
    """What a request is for, where it has to be told that it failed; code: of that error; gone: of one for what is not
    there, or not as it was; final: statuses of answers that will be the same the next time."""

    done: str
    code: ErrorCode
    gone: ErrorCode
    gone_hint: str
    final: re.Pattern[str] = _FINAL


READING = Doing("read", "file-unreadable", "donor-changed", "leave donors alone while a merge reads them")
LOOKING = Doing("read", "file-unreadable", "file-unreadable", "see whether the address is right")
WRITING = Doing(
    "written", "file-unwritable", "file-unwritable", "see whether the bucket is there", _FINAL_OF_WRITES
)


def is_object(uri: str) -> bool:
    """Whether it names something in object storage rather than a path."""
    scheme, separator, _ = uri.partition("://")
    return bool(separator) and scheme in STORAGES


def open_bucket(uri: str, retried: bool = False) -> tuple[Bucket, str]:
    """The bucket of obstore's, and the path in it.

    Args:
        retried: the library makes requests again by itself.

    Raises:
        MergescopeError: environment-not-ready.
    """
    scheme, _, rest = uri.partition("://")
    bucket, _, path = rest.partition("/")
    return _bucket(f"{scheme}://{bucket}", retried), path


def read_range(uri: str, tag: str | None, start: int, stop: int) -> Data:
    """The bytes [start, stop) of an object, as a buffer.

    Args:
        tag: the ETag that it has to have; None: any.

    Raises:
        MergescopeError: donor-changed, where it is gone, or another one; file-unreadable.
    """
    bucket, path = open_bucket(uri)
    options: dict[str, object] = {"range": (start, stop), **({"if_match": tag} if tag else {})}

    def read() -> Data:
        data = library().get(bucket, path, options=options).bytes()
        if len(data) != stop - start:
            raise Wrong("answers were too short")
        return data

    return tried(uri, read) if stop > start else b""


def tag_of(entry: ObjectMeta) -> str | None:
    """The ETag of an object that was listed or asked for, as requests name it: Azure's lists leave out its quotes."""
    tag = entry["e_tag"]
    return f'"{tag}"' if tag and not tag.endswith('"') else tag


def tried(uri: str, request: Callable[[], T], doing: Doing = READING, tries: int = _TRIES) -> T:
    """What a request gives, which is made again where it may go better the next time; raises as `doing` says."""
    errors = library().exceptions
    why, number = "", 0
    for number in range(tries):
        if number:
            time.sleep(min(_LONGEST_PAUSE, 0.2 * 2**number) * random.uniform(0.5, 1.0))
        try:
            return request()
        except (FileNotFoundError, errors.PreconditionError) as error:
            what = "is not there" if isinstance(error, FileNotFoundError) else "is another object than before"
            raise MergescopeError(doing.gone, f"{uri} {what}", doing.gone_hint) from None
        except Wrong as error:
            why = str(error)
        except errors.BaseError as error:
            if lacks_credentials(error):
                if number:
                    raise MergescopeError(
                        doing.code,
                        f"{uri} cannot be {doing.done}: the environment has no credentials, and this machine has none of its own",
                        credentials_hint(uri),
                    ) from None
                continue
            why, status = reason_of(error), _status(error)
            refused = errors.PermissionDeniedError, errors.UnauthenticatedError
            if status in ("401", "403") or isinstance(error, refused):
                raise MergescopeError(
                    doing.code,
                    f"{uri} may not be {doing.done} with the credentials that were found",
                    credentials_hint(uri),
                ) from None
            if status == "404":
                raise MergescopeError(
                    doing.code, f"{uri} cannot be {doing.done}: {why}", doing.gone_hint
                ) from None
            if status and doing.final.match(status):
                break
    raise MergescopeError(
        doing.code,
        f"{uri} cannot be {doing.done}: {why}, {number + 1} times in a row"
        if number
        else f"{uri} cannot be {doing.done}: {why}",
        "see whether the storage can be reached; --resume goes on with what is finished",
    ) from None


def reason_of(error: Exception) -> str:
    """What is told of an error of the library, whose own words may have a signed address in them."""
    status = _status(error)
    return f"the storage answered {status}" if status else "no whole answer came"


def _status(error: Exception) -> str | None:
    status = re.search(r"status code: (\d{3})", str(error))
    return status[1] if status else None


class Wrong(Exception):
    """An answer that is whole for the library, and not what was asked for; says why."""


@functools.lru_cache(maxsize=64)
def _bucket(uri: str, retried: bool) -> Bucket:
    store = library().store
    # All but the parts of an upload is made again here, whatever went wrong.
    retries = _RETRIED if retried else {"max_retries": 0}
    try:
        return store.from_url(uri, client_options=_CLIENT, retry_config=retries)
    except (library().exceptions.BaseError, ValueError):
        # What it says may have parts of a key in it.
        raise MergescopeError(
            "environment-not-ready",
            f"what the environment says of {uri.partition('://')[0]}:// storage cannot be used",
            credentials_hint(uri),
        ) from None


def library() -> Obstore:
    """obstore. Raises MergescopeError environment-not-ready, where it is not installed."""
    try:
        return cast(Obstore, importlib.import_module("obstore"))
    except ImportError as error:
        raise MergescopeError(
            "environment-not-ready",
            "obstore, which reads and writes object storage, is not installed in this Python",
            "`mergescope setup --with object-storage` puts it into the managed environment",
        ) from error
