"""One lab a mergekit version: this interpreter's, and that of MERGESCOPE_COMPAT_PYTHON."""

import pytest
from lab import Lab
from overlay import interpreters

PYTHONS = interpreters()


@pytest.fixture(scope="session", params=sorted(PYTHONS))
def lab(request, tmp_path_factory):
    """Pristine and patched copies of one installed mergekit."""
    return Lab(request.param, PYTHONS[request.param], tmp_path_factory.mktemp(f"lab-{request.param}"))
