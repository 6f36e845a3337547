"""What runs is what was checked, whatever happens to the files in between."""

import hashlib
import importlib
import os
import py_compile
import sys

import pytest
from mergescope.errors import MergescopeError
from mergescope.merge.patched_modules import import_patched

BODY = "from samplekit.deep import plan\nWHO = 'patched'\n"
FILES = {
    "samplekit/__init__.py": "",
    "samplekit/deep/__init__.py": "from samplekit.deep.embed import WHO\n",
    "samplekit/deep/plan.py": "ROWS = 'patched'\n",
    "samplekit/deep/embed.py": BODY,
}
PATCHED = {name: text for name, text in FILES.items() if name.endswith(("plan.py", "embed.py"))}


@pytest.fixture
def kit(tmp_path, monkeypatch):
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.syspath_prepend(str(tmp_path))
    importlib.invalidate_caches()
    yield tmp_path
    for name in [name for name in sys.modules if name.split(".")[0] == "samplekit"]:
        del sys.modules[name]


def hashes():
    return {name: hashlib.sha256(text.encode()).hexdigest() for name, text in PATCHED.items()}


def revert(path):
    path.write_text(path.read_text().replace("patched", "stock--"))


def test_the_patch_is_imported_and_nothing_is_left_behind(kit):
    before = list(sys.meta_path)
    import_patched(hashes())
    assert sys.modules["samplekit.deep"].WHO == "patched"
    assert sys.modules["samplekit.deep.plan"].ROWS == "patched"
    assert sys.meta_path == before
    import_patched(hashes())


def test_what_is_reverted_afterwards_runs_on_as_it_was_checked(kit):
    import_patched(hashes())
    revert(kit / "samplekit/deep/plan.py")
    assert importlib.import_module("samplekit.deep.plan").ROWS == "patched"


@pytest.mark.parametrize("name", sorted(PATCHED))
@pytest.mark.parametrize("fault", ["other bytes", "gone", "other bytes of the same time and size"])
def test_a_file_that_is_not_the_checked_one_is_named_and_not_run(kit, name, fault):
    path = kit / name
    times = path.stat()
    if fault == "gone":
        path.unlink()
    else:
        revert(path)
        if "same" in fault:
            os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    with pytest.raises(MergescopeError, match=name.replace(".", r"\.")) as caught:
        import_patched(hashes())
    assert caught.value.code == "patch-gone"


@pytest.mark.parametrize("mode", list(py_compile.PycInvalidationMode))
def test_bytecode_of_another_source_is_not_run(kit, mode):
    path = kit / "samplekit/deep/embed.py"
    times = path.stat()
    revert(path)
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    py_compile.compile(str(path), doraise=True, invalidation_mode=mode)
    path.write_text(BODY)
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    import_patched(hashes())
    assert sys.modules["samplekit.deep.embed"].WHO == "patched"


def test_a_module_that_was_imported_before_is_not_believed(kit):
    importlib.import_module("samplekit.deep.plan")
    with pytest.raises(MergescopeError, match="before it could be checked"):
        import_patched(hashes())
