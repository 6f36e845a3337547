"""The cluster that is there, or one of this machine alone."""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import logging
import os
import secrets
from collections.abc import Generator
from typing import cast

from mergescope.errors import MergescopeError, in_one_line
from mergescope.executors.cluster.address import AUTO, OWN, answers, check_address
from mergescope.executors.cluster.ray_types import Ray, Services
from mergescope.executors.cluster.swept import swept_folder

LOG = logging.getLogger(__name__)

#: The least that Ray takes: tasks and results are small here.
_OBJECT_STORE = 80 * 2**20


def check_ray(address: str) -> None:
    """Whether Ray is installed, and answers where it is asked for; nothing is connected.

    Raises:
        MergescopeError: environment-not-ready; as of `check_address`.
    """
    if importlib.util.find_spec("ray") is None:
        raise MergescopeError(
            "environment-not-ready",
            "Ray is not installed in this Python",
            "`mergescope setup --with ray` puts it into the managed environment",
        )
    try:
        check_address(address)
    except MergescopeError as error:
        here = _here() if error.code == "cluster-unusable" else None
        if here is None:
            raise
        raise MergescopeError(error.code, str(error), _at(here)) from error


@contextlib.contextmanager
def connected(address: str) -> Generator[Ray]:
    """Ray itself, while it is connected; what was started is ended.

    Args:
        address: of a cluster; AUTO: one that runs on this machine, or else one is started; OWN: one is started.

    Raises:
        MergescopeError: as of `check_ray`, and cluster-unusable.
    """
    check_ray(address)
    _set_up()
    ray = cast(Ray, importlib.import_module("ray"))
    with contextlib.ExitStack() as started:
        _join(ray, address, started)
        # Before the folder that it writes into is removed.
        started.callback(ray.shutdown)
        yield ray


def _join(ray: Ray, address: str, started: contextlib.ExitStack) -> None:
    settings: dict[str, object] = {
        # mergekit as it is here: with its patch.
        "runtime_env": {"py_modules": [_folder("mergescope"), _folder("mergekit")]},
        "log_to_driver": False,
        "logging_level": logging.ERROR,
    }
    there = _running() if address == AUTO else address
    try:
        if there not in (None, OWN):
            ray.init(address=there, **settings)
            return
        folder = started.enter_context(swept_folder())
        # Not the user's own, which Ray would write into the home folder.
        os.environ.setdefault("RAY_AUTH_TOKEN", secrets.token_hex(32))
        # Ray's workers give way to all else on a machine, and here they are what the machine is for.
        os.environ.setdefault("RAY_worker_niceness", "0")
        LOG.warning("a Ray cluster of this machine is started; its ports listen on all of its addresses")
        local: dict[str, object] = {
            "include_dashboard": False,
            "object_store_memory": _OBJECT_STORE,
            "_temp_dir": folder,
        }
        ray.init(address="local", **local, **settings)
    except ConnectionError as error:
        here = _here()
        raise MergescopeError(
            "cluster-unusable",
            f"what is at {there} does not let this machine in, as the head of a Ray cluster would",
            (f"{_at(here)}; " if here and here != there else "")
            + "give the address that `ray start --head` told, HOST:6379 (10001 is the port of Ray Client, 8265 that of the"
            " dashboard), and in RAY_AUTH_TOKEN its token, where it has one",
        ) from error
    except (RuntimeError, ValueError) as error:
        # Ray's own sentence names both versions.
        raise MergescopeError(
            "cluster-unusable",
            f"the cluster at {there} cannot be used: {in_one_line(error)}",
            "install the same Ray and Python on all machines, and start Ray on this one, too",
        ) from error


def _running() -> str | None:
    """The address of the cluster that the user has named to Ray itself, or that runs here; None where none does."""
    named = os.environ.get("RAY_ADDRESS")
    if named not in (None, "", AUTO, OWN):
        check_address(named)
        return named
    return _here()


def _here() -> str | None:
    """The address of the cluster that runs on this machine; None where none does."""
    _set_up()
    services = cast(Services, importlib.import_module("ray._private.services"))
    try:
        found = services.canonicalize_bootstrap_address(AUTO)
    except ConnectionError:
        return None
    # Ray notes it in a file, which one that was killed has left there.
    return found if found is not None and answers(found) else None


def _at(here: str) -> str:
    return f"one runs on this machine, at {here}"


def _set_up() -> None:
    """Before Ray is imported. It would refuse 3.11.2 beside 3.11.7, which makes no difference here."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    os.environ.setdefault("RAY_DEFAULT_PYTHON_VERSION_MATCH_LEVEL", "minor")


def _folder(package: str) -> str:
    spec = importlib.util.find_spec(package)
    assert spec is not None and spec.origin is not None
    return os.path.dirname(spec.origin)
