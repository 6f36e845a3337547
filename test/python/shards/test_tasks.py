"""Shard tasks with the patched mergekit, whose own tasks some of them carry out."""

from __future__ import annotations

import importlib.metadata
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "patches")]

from overlay import environment, make_overlay  # noqa: E402


def test_all_of_tasks_when_patched(tmp_path):
    overlay = make_overlay(
        sys.executable, importlib.metadata.version("mergekit"), tmp_path / "patched", patched=True
    )
    configuration = HERE.parents[2] / "python" / "pyproject.toml"
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-c", str(configuration), "-q", "-p", "no:cacheprovider"),
            str(HERE / "tasks_when_patched.py"),
        ],
        env=environment(overlay),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-8000:]
