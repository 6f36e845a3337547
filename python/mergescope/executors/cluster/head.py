"""Which address the head of a cluster has, and whether one is there, before Ray waits for it."""

from __future__ import annotations

import importlib
import os
from typing import cast

from mergescope.errors import MergescopeError
from mergescope.executors.cluster.address import AUTO, OWN, answers, check_address
from mergescope.executors.cluster.ray_types import Ray, Raylet, Services

#: What a server of gRPC answers that has no such service.
_UNIMPLEMENTED = 12


def check_head(address: str) -> None:
    """Whether the head of a cluster answers there, and not another server of Ray's, or of anybody's; AUTO and OWN are left to who connects.

    Raises:
        MergescopeError: usage, cluster-unusable; it names the cluster that runs here, if one does.
    """
    try:
        check_address(address)
    except MergescopeError as error:
        here = _here() if error.code == "cluster-unusable" else None
        if here is None:
            raise
        raise MergescopeError(error.code, str(error), _at(here)) from error
    if address in (AUTO, OWN):
        return
    set_up()
    ray = cast(Ray, importlib.import_module("ray"))
    raylet = cast(Raylet, importlib.import_module("ray._raylet"))
    try:
        # Ray itself would ask twenty times, a second apart.
        raylet.GcsClient(address=address)
    except ray.exceptions.RpcError as error:
        if error.rpc_code == _UNIMPLEMENTED:
            raise refused(address) from error
    except ray.exceptions.AuthenticationError as error:
        raise refused(address) from error


def refused(there: str | None) -> MergescopeError:
    """That something is there, and takes this machine for no part of its cluster."""
    here = _here()
    return MergescopeError(
        "cluster-unusable",
        f"what is at {there} does not let this machine in, as the head of a Ray cluster would",
        (f"{_at(here)}; " if here and here != there else "")
        + "give the address that `ray start --head` told, HOST:6379 (10001 is the port of Ray Client, 8265 that of the"
        " dashboard), and in RAY_AUTH_TOKEN its token, where it has one",
    )


def running() -> str | None:
    """The address of the cluster that the user has named to Ray itself, or that runs here; None where none does."""
    named = os.environ.get("RAY_ADDRESS")
    if named not in (None, "", AUTO, OWN):
        check_head(named)
        return named
    return _here()


def _here() -> str | None:
    """The address of the cluster that runs on this machine; None where none does."""
    set_up()
    services = cast(Services, importlib.import_module("ray._private.services"))
    try:
        address = services.canonicalize_bootstrap_address(AUTO)
    except ConnectionError:
        return None
    # Ray notes it in a file, which one that was killed has left there.
    return address if address is not None and answers(address) else None


def _at(here: str) -> str:
    return f"one runs on this machine, at {here}"


def set_up() -> None:
    """Before Ray is imported. It would refuse 3.11.2 beside 3.11.7, which makes no difference here."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    os.environ.setdefault("RAY_DEFAULT_PYTHON_VERSION_MATCH_LEVEL", "minor")
