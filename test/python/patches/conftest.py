"""One lab a mergekit version: this interpreter's, and that of MERGESCOPE_COMPAT_PYTHON."""

import pytest
from lab import Lab
from overlay import interpreters

PYTHONS = interpreters()
# The interpreter of the test run comes first; the other one has a marker, so that a run can leave it out.
VERSIONS = [pytest.param(v, marks=[pytest.mark.compat] if n else []) for n, v in enumerate(PYTHONS)]


@pytest.fixture(scope="session", params=VERSIONS)
def lab(request, tmp_path_factory):
    """Pristine and patched copies of one installed mergekit."""
    lab = Lab(request.param, PYTHONS[request.param], tmp_path_factory.mktemp(f"lab-{request.param}"))
    yield lab
    lab.close()
