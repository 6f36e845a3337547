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
from mergescope.executors.cluster.address import AUTO, OWN
from mergescope.executors.cluster.head import check_head, refused, running, set_up
from mergescope.executors.cluster.ray_types import Ray
from mergescope.executors.cluster.swept import swept_folder

LOG = logging.getLogger(__name__)

#: The least that Ray takes: tasks and results are small here.
_OBJECT_STORE = 80 * 2**20


def check_ray(address: str) -> None:
    """Whether Ray is installed, and the head of a cluster answers where it is asked for; this machine does not join it.

    Raises:
        MergescopeError: environment-not-ready; as of `check_head`.
    """
    if importlib.util.find_spec("ray") is None:
        raise MergescopeError(
            "environment-not-ready",
            "Ray is not installed in this Python",
            "`mergescope setup --with ray` puts it into the managed environment",
        )
    check_head(address)


@contextlib.contextmanager
def connected(address: str) -> Generator[Ray]:
    """Ray itself, while it is connected; what was started is ended.

    Args:
        address: of a cluster; AUTO: one that runs on this machine, or else one is started; OWN: one is started.

    Raises:
        MergescopeError: as of `check_ray`, and cluster-unusable.
    """
    check_ray(address)
    set_up()
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
    there = running() if address == AUTO else address
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
        raise refused(there) from error
    except (RuntimeError, ValueError) as error:
        # Ray's own sentence names both versions.
        raise MergescopeError(
            "cluster-unusable",
            f"the cluster at {there} cannot be used: {in_one_line(error)}",
            "install the same Ray and Python on all machines, and start Ray on this one, too",
        ) from error


def _folder(package: str) -> str:
    spec = importlib.util.find_spec(package)
    assert spec is not None and spec.origin is not None
    return os.path.dirname(spec.origin)
