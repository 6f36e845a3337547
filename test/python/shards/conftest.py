"""Ray and object storage are optional parts: `npm run test:ray` has them, other suites do not."""

import importlib.util
import os

import object_store
import pytest
from nodes_of_tests import SMALL

_is_there = all(map(importlib.util.find_spec, ("ray", "obstore"))) and object_store.MOTO.exists()
_theirs = ["test_ray.py", "test_object_storage.py", "test_upload.py", "test_run_to_storage.py"]
_theirs += ["test_other_storages.py", "test_credentials.py", "test_ray_ctrl_c.py", "test_every_storage.py"]
_theirs += ["test_ray_to_storage.py"]
collect_ignore = [] if _is_there else _theirs


@pytest.fixture(scope="session")
def storage():
    """An S3 of this machine."""
    with object_store.running() as storage:
        yield storage


@pytest.fixture(scope="session")
def cluster(storage):
    """A Ray cluster of three nodes, all of them this machine; its workers know the storage."""
    from ray.cluster_utils import Cluster

    # Others on a busy machine would leave nothing to workers that give way.
    os.environ |= {"RAY_USAGE_STATS_ENABLED": "0", "RAY_worker_niceness": "0"}
    head = {**SMALL, "num_cpus": 0, "include_dashboard": False}
    made = Cluster(initialize_head=True, head_node_args=head)
    for _ in range(3):
        made.add_node(**SMALL)
    made.wait_for_nodes()
    yield made
    made.shutdown()
