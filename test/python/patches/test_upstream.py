"""mergekit's own tests come out the same on the patched install as on the pristine one."""

import shutil
import subprocess
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from overlay import environment, sdist

# Those that touch what the patch replaces; the whole suite is for the soak run.
TOUCHED = ["tests/test_tokenizer.py", "tests/test_basic_merges.py", "tests/test_vocabulary_axis.py"]


def outcomes(lab, home: Path, patched: bool, files) -> dict[str, str]:
    """Run mergekit's tests out of its source distribution; outcome by test."""
    home.mkdir()
    source = sdist(lab.version, lab.folder) / "tests"
    shutil.copytree(source, home / "tests")
    (home / "tests" / "__init__.py").touch()
    shutil.copy(Path(__file__).with_name("upstream_common.py"), home / "tests" / "common.py")
    environ = environment(lab.overlays[patched])
    environ["PYTHONPATH"] += f":{home}"
    report = home / "report.xml"
    files = [file for file in files if (home / file).exists()]
    command = [lab.python, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={report}", *files]
    done = subprocess.run(command, cwd=home, env=environ, capture_output=True, text=True)
    assert report.exists(), done.stdout[-3000:] + done.stderr[-3000:]
    return {
        f"{case.get('classname')}.{case.get('name')}": case[0].tag if len(case) else "passed"
        for case in ElementTree.parse(report).iter("testcase")
    }


def compare(lab, tmp_path, files):
    patched = outcomes(lab, tmp_path / "patched", True, files)
    pristine = outcomes(lab, tmp_path / "pristine", False, files)
    assert patched == pristine
    assert set(patched.values()) <= {"passed", "skipped"}
    passed = sum(outcome == "passed" for outcome in patched.values())
    print(f"mergekit {lab.version}: {passed} passed, {len(patched) - passed} skipped, patched as pristine")
    assert passed > 30


@pytest.mark.upstream
@pytest.mark.soak
def test_tokenizer_and_basic_merges(lab, tmp_path):
    compare(lab, tmp_path, TOUCHED)


@pytest.mark.upstream
@pytest.mark.soak
def test_whole_suite(lab, tmp_path):
    compare(lab, tmp_path, ["tests"])
