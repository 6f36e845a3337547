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

from mergescope.errors import MergescopeError
from mergescope.executors.cluster.ray_types import Ray
from mergescope.executors.cluster.swept import swept_folder

LOG = logging.getLogger(__name__)

#: The least that Ray takes: tasks and results are small here.
_OBJECT_STORE = 80 * 2**20
AUTO = "auto"
#: One of this machine alone, whatever runs here.
OWN = "local"


def check_address(address: str) -> None:
    """Whether it can be one, and Ray is there to go to it; nothing is connected.

    Raises:
        MergescopeError: usage, environment-not-ready.
    """
    if address.startswith("ray://"):
        raise MergescopeError(
            "usage",
            f"{address} is an address of Ray Client, which is made for interactive work",
            "give the address of the cluster itself, HOST:6379",
        )
    if importlib.util.find_spec("ray") is None:
        raise MergescopeError(
            "environment-not-ready",
            "Ray is not installed in this Python",
            "`mergescope setup --with ray` puts it into the managed environment",
        )


@contextlib.contextmanager
def connected(address: str) -> Generator[Ray]:
    """Ray itself, while it is connected; what was started is ended.

    Args:
        address: of a cluster; AUTO: one that runs on this machine, or else one is started; OWN: one is started.

    Raises:
        MergescopeError: as of `check_address`, and cluster-unusable.
    """
    check_address(address)
    # Before it is imported.
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
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
    try:
        if address == OWN:
            raise ConnectionError("another one is wanted")
        ray.init(address=address, **settings)
    except ConnectionError as error:
        if address not in (AUTO, OWN):
            raise MergescopeError(
                "cluster-unusable",
                f"no Ray cluster answers at {address}: {error}",
                "see whether it runs (`ray status`), or leave the address away for one of this machine",
            ) from error
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
    except RuntimeError as error:
        # Ray's own sentence names both versions.
        raise MergescopeError(
            "cluster-unusable",
            f"the cluster at {address} cannot be used: {error}",
            "install the same Ray and Python on all machines",
        ) from error


def _folder(package: str) -> str:
    spec = importlib.util.find_spec(package)
    assert spec is not None and spec.origin is not None
    return os.path.dirname(spec.origin)
