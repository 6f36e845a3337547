"""What is used of obstore, which few environments have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol, TypedDict

#: Bytes that lie somewhere already.
Data = bytes | bytearray | memoryview


class ObjectMeta(TypedDict):
    """An object, as lists and heads tell of it."""

    path: str
    size: int
    e_tag: str | None
    last_modified: datetime


class Level(TypedDict):
    """A list of what lies directly under a prefix, and of the prefixes there."""

    objects: Sequence[ObjectMeta]
    common_prefixes: Sequence[str]


class Bucket(Protocol):
    """A store, which is only passed on."""


class GetResult(Protocol):
    @property
    def attributes(self) -> Mapping[str, str]: ...

    def bytes(self) -> Data: ...

    def stream(self, min_chunk_size: int) -> Iterator[Data]: ...


class Writer(Protocol):
    def write(self, data: bytes) -> object: ...


class Exceptions(Protocol):
    BaseError: type[Exception]
    PreconditionError: type[Exception]
    PermissionDeniedError: type[Exception]
    UnauthenticatedError: type[Exception]


class Stores(Protocol):
    def from_url(self, url: str, **settings: object) -> Bucket: ...


class Obstore(Protocol):
    """The module."""

    exceptions: Exceptions
    store: Stores

    def head(self, bucket: Bucket, path: str) -> ObjectMeta: ...

    def get(self, bucket: Bucket, path: str, *, options: Mapping[str, object] | None = None) -> GetResult: ...

    def list(self, bucket: Bucket, prefix: str) -> Iterable[Sequence[ObjectMeta]]: ...

    def list_with_delimiter(self, bucket: Bucket, prefix: str) -> Level: ...

    def put(self, bucket: Bucket, path: str, file: bytes, **settings: object) -> object: ...

    def open_writer(
        self, bucket: Bucket, path: str, **settings: object
    ) -> AbstractContextManager[Writer]: ...

    def delete(self, bucket: Bucket, paths: str) -> None: ...
