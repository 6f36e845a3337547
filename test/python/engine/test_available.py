"""How much memory is left: a container's limit counts, and a method that needs more is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from mergescope.engine.budget import available_bytes, check_whole_tensors
from mergescope.errors import MergescopeError

GB = 1 << 30


def machine(root: Path, group: str, groups: dict[str, dict[str, str]]) -> tuple[Path, Path]:
    """Files as Linux shows them: 16 GB are free on the whole machine."""
    proc, cgroups = root / "proc", root / "cgroup"
    (proc / "self").mkdir(parents=True)
    (proc / "meminfo").write_text(f"MemTotal: 99 kB\nMemAvailable: {16 * GB // 1024} kB\n")
    (proc / "self" / "cgroup").write_text(f"1:name=x:/other\n0::{group}\n")
    for name, files in {"": {}, **groups}.items():
        (cgroups / name).mkdir(parents=True, exist_ok=True)
        for file, text in files.items():
            (cgroups / name / file).write_text(f"{text}\n")
    return proc, cgroups


def limited(limit: object, used: int, cache: int = 0) -> dict[str, str]:
    stat = f"anon 5\nactive_file {cache}\ninactive_file 0"
    return {"memory.max": str(limit), "memory.current": str(used), "memory.stat": stat}


@pytest.mark.parametrize(
    "group, groups, left",
    [
        ("/", {}, 16 * GB),
        ("/box", {"box": limited("max", GB)}, 16 * GB),
        ("/box", {"box": limited(4 * GB, GB)}, 3 * GB),
        ("/box", {"box": limited(4 * GB, 3 * GB, cache=2 * GB)}, 3 * GB),
        ("/pod/box", {"pod": limited(2 * GB, GB), "pod/box": limited("max", GB)}, GB),
        ("/of/the/host", {"": limited(2 * GB, GB)}, GB),
    ],
    ids=["no limit", "max", "a limit", "page cache is free", "the group above", "a path of the host"],
)
def test_the_tightest_limit_counts(tmp_path, group, groups, left):
    assert available_bytes(*machine(tmp_path, group, groups)) == left


def test_nothing_is_known_where_nothing_tells(tmp_path):
    assert available_bytes(tmp_path / "proc", tmp_path / "cgroup") is None


def test_a_method_without_a_kernel_is_refused_where_it_cannot_fit():
    check_whole_tensors("w", "karcher", 5, None)
    check_whole_tensors("w", "karcher", 5, 5)
    with pytest.raises(MergescopeError, match=r"karcher holds w of all donors at once") as caught:
        check_whole_tensors("w", "karcher", 6, 5)
    assert caught.value.code == "out-of-memory"
