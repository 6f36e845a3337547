"""What is used of Ray, which few environments have."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Protocol, TypedDict


class Node(TypedDict):
    NodeID: str
    NodeManagerHostname: str
    Alive: bool
    Resources: Mapping[str, float]


class Stream(Hashable, Iterator[object], Protocol):
    """References to what a remote generator yields."""


class Remote(Protocol):
    """A function that runs on a node."""

    def options(self, **options: object) -> Remote: ...

    def remote(self, *arguments: object) -> Stream: ...


class RuntimeContext(Protocol):
    gcs_address: str

    def get_node_id(self) -> str: ...


class RpcError(Exception):
    """Of a request to the head that failed. rpc_code: gRPC's."""

    rpc_code: int


class Exceptions(Protocol):
    RayError: type[Exception]
    RpcError: type[RpcError]
    AuthenticationError: type[Exception]


class SchedulingStrategies(Protocol):
    def NodeAffinitySchedulingStrategy(self, node: str, soft: bool) -> object: ...


class Util(Protocol):
    scheduling_strategies: SchedulingStrategies


class Services(Protocol):
    """`ray._private.services`."""

    def canonicalize_bootstrap_address(self, address: str) -> str | None: ...


class Raylet(Protocol):
    """`ray._raylet`."""

    def GcsClient(self, address: str) -> object: ...


class Ray(Protocol):
    """The module."""

    exceptions: Exceptions
    util: Util

    def init(self, address: str, **settings: object) -> object: ...

    def shutdown(self) -> None: ...

    def get_runtime_context(self) -> RuntimeContext: ...

    def nodes(self) -> Sequence[Node]: ...

    def remote(self, function: object) -> Remote: ...

    def put(self, value: object) -> object: ...

    def get(self, reference: object, timeout: float | None = None) -> object: ...

    def wait(
        self, references: Sequence[Stream], num_returns: int, timeout: float
    ) -> tuple[Sequence[Stream], Sequence[Stream]]: ...

    def cancel(self, reference: Stream, force: bool) -> None: ...
