"""Ray and object storage are optional parts: `npm run test:ray` has them, other suites do not."""

import importlib.util

import object_store
import pytest

_is_there = all(map(importlib.util.find_spec, ("ray", "obstore"))) and object_store.MOTO.exists()
_theirs = ["test_ray.py", "test_object_storage.py", "test_upload.py", "test_run_to_storage.py"]
_theirs += ["test_other_storages.py", "test_credentials.py", "test_ray_ctrl_c.py", "test_every_storage.py"]
collect_ignore = [] if _is_there else _theirs


@pytest.fixture(scope="session")
def storage():
    """An S3 of this machine."""
    with object_store.running() as storage:
        yield storage
