"""Memory is a budget: the peak does not depend on the size of the tensors."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from merge_requests import merge_request
from mergescope.engine.budget import Needs, files_at_once, least_bytes, peak_bytes, threads_for
from sparse_models import sparse_model

MERGES = """
import json, os, resource, sys, threading
from mergescope.merge.run import merge
import mergekit.merge, mergekit.plan
def resident():
    return int(open("/proc/self/statm").read().split()[1]) * resource.getpagesize()
def peak_of(small, request):
    # After it, whatever code a merge runs is in memory: it is shared by all that are forked, but counted when it is used.
    merge(small)
    peak = before = resident()
    stop = threading.Event()
    def watch():
        nonlocal peak
        while not stop.wait(0.01):
            peak = max(peak, resident())
    threading.Thread(target=watch, daemon=True).start()
    merge(request)
    stop.set()
    return peak - before
# Imports take longer than the merges, so they are done once; each merge has a process as it is after them.
for line in sys.stdin:
    if not os.fork():
        print(peak_of(*json.loads(line)), flush=True)
        os._exit(0)
    if os.wait()[1]:
        print("failed", flush=True)
"""

reads_proc = pytest.mark.skipif(
    not Path("/proc/self/statm").exists(), reason="reads the resident size from /proc"
)


@pytest.fixture(scope="module")
def merges(tmp_path_factory):
    """A process that merges what it is sent, and tells the peak of each."""
    errors = tmp_path_factory.mktemp("merges") / "stderr"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    command = [sys.executable, "-c", MERGES]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with (
        errors.open("w") as stderr,
        subprocess.Popen(command, stderr=stderr, env=environment, **pipes) as process,
    ):

        def peak(small: dict[str, Any], request: dict[str, Any]) -> int:
            print(json.dumps([small, request]), file=process.stdin, flush=True)
            told = process.stdout.readline().strip()
            assert told.isdecimal(), errors.read_text()[-2000:]
            return int(told)

        yield peak


def soak(method: str) -> Any:
    """A case that waits for the long set."""
    return pytest.param(method, marks=pytest.mark.soak)


def peak_of(merges: Any, method: str, donors: list[Path], memory: int, dtype: str = "dtype: bfloat16") -> int:
    """What a merge takes beyond the interpreter, in bytes."""
    parameters = "parameters: {weight: 0.5, density: 0.5, epsilon: 0.1}"
    models = "".join(f"  - {{model: {donor}, {parameters}}}\n" for donor in donors)
    config = f"merge_method: {method}\nmodels:\n{models}{dtype}\n"
    small = sparse_model(donors[0].parent / "small", 256, 256, layers=1)
    plain = f"merge_method: linear\nmodels: [{{model: {small}, parameters: {{weight: 1}}}}]\n{dtype}\n"
    (small / "out").mkdir()
    config += "" if method == "linear" else f"base_model: {donors[0]}\n"
    output = donors[0].parent / "out"
    output.mkdir()
    peak = merges(merge_request(plain, small / "out"), merge_request(config, output, memory=memory))
    size = (donors[0] / "model.safetensors").stat().st_size
    assert (output / "model.safetensors").stat().st_size >= 0.99 * size
    # pytest keeps the folders of three runs, and this one holds GB.
    shutil.rmtree(output)
    return peak


def tensors_of(*sizes: int, methods: dict[str, int]) -> Any:
    """Cases of a method and a size in MB; of each method one size, and all others in the long set."""
    return pytest.mark.parametrize(
        "method, size",
        [
            (method, size) if methods[method] == size else pytest.param(method, size, marks=pytest.mark.soak)
            for method in methods
            for size in sizes
        ],
    )


@reads_proc
@tensors_of(200, 400, methods={"linear": 0, "breadcrumbs_ties": 200, "dare_ties": 200})
def test_a_tensor_larger_than_150_mb_is_merged_in_less(merges, tmp_path, method, size):
    donors = [sparse_model(tmp_path / f"donor-{k}", size * 125, 4096) for k in range(2)]
    assert peak_of(merges, method, donors, 150_000_000) < 150_000_000


@reads_proc
@tensors_of(200, 400, methods={"ties": 200, "breadcrumbs": 0})
def test_what_no_donor_has_changed_fits_too(merges, tmp_path, method, size):
    # Every entry of fp32 lies in the same bin, in that of the cut.
    donors = [sparse_model(tmp_path / f"donor-{k}", size * 125 // 2, 4096, "F32") for k in range(2)]
    assert peak_of(merges, method, donors, 150_000_000, "dtype: float32") < 150_000_000


@pytest.mark.soak
@reads_proc
def test_masks_of_two_donors_fit_too(merges, tmp_path):
    # 46 MB of masks, which are remembered where there is more room.
    donors = [sparse_model(tmp_path / f"donor-{k}", 45_000, 4096) for k in range(3)]
    assert peak_of(merges, "dare_ties", donors, 100_000_000) < 100_000_000


@pytest.mark.soak
@reads_proc
def test_a_wider_dtype_of_the_donors_and_of_the_output_fits_too(merges, tmp_path):
    donors = [sparse_model(tmp_path / f"donor-{k}", 8_000, 2048, "F32") for k in range(9)]
    dtypes = "dtype: bfloat16\nout_dtype: float32"
    assert peak_of(merges, "ties", donors, 160_000_000, dtypes) < 160_000_000


@reads_proc
@pytest.mark.parametrize("method", ["ties", soak("linear")])
def test_experts_that_lie_in_one_tensor_fit_too(merges, tmp_path, method):
    shapes = {"model.layers.0.mlp.up_proj.weight": [8, 2048, 4096]}
    donors = [sparse_model(tmp_path / f"donor-{k}", 256, 256, layers=1, shapes=shapes) for k in range(2)]
    assert peak_of(merges, method, donors, 150_000_000) < 150_000_000


@reads_proc
@pytest.mark.parametrize("method", ["ties", soak("della_linear")])
def test_many_tensors_take_no_more_than_few(merges, tmp_path, method):
    # 362 tensors of three donors, which have a ranking or a mask each.
    donors = [sparse_model(tmp_path / f"donor-{k}", 256, 256, layers=40) for k in range(3)]
    assert peak_of(merges, method, donors, 100_000_000) < 100_000_000


@pytest.mark.soak
@reads_proc
@pytest.mark.parametrize("method", ["della", "linear", "ties"])
def test_rows_longer_than_a_block_take_no_more_than_is_told(merges, tmp_path, method):
    shape = [32, 4_000_000]
    shapes = {"model.layers.0.mlp.up_proj.weight": shape}
    donors = [sparse_model(tmp_path / f"donor-{k}", 256, 256, layers=1, shapes=shapes) for k in range(2)]
    told = least_bytes([Needs(tuple(shape), donors=1, inputs=2, read=4, work=24, written=2)])
    assert peak_of(merges, method, donors, 50_000_000) < told


@pytest.mark.soak
@reads_proc
@pytest.mark.parametrize("method", ["linear", "ties"])
def test_a_tensor_of_4_gb_is_merged_in_less_than_512_mb(merges, tmp_path, method):
    donors = [sparse_model(tmp_path / f"donor-{k}", 500_000, 4096) for k in range(2)]
    assert peak_of(merges, method, donors, 512_000_000) < 512_000_000


def test_threads_shrink_with_the_budget_and_one_is_always_left():
    needs = Needs((131_072, 5120), donors=7, inputs=8, read=16, work=24, written=2)
    assert threads_for(8_000_000_000, 4, [needs]) == 4
    assert threads_for(150_000_000, 4, [needs]) == 1
    assert threads_for(1, 4, [needs]) == 1


def test_files_are_merged_side_by_side_as_threads_and_the_budget_allow():
    layer = Needs((8192, 8192), donors=3, inputs=4, read=8, work=24, written=2)
    ranked = Needs((131_072, 5120), donors=3, inputs=4, read=8, work=24, written=2, held=600_000_000)
    assert [files_at_once(threads, 20, 10**11, [layer]) for threads in (1, 2, 7, 8, 16, 64)] == [
        1,
        1,
        1,
        2,
        4,
        16,
    ]
    assert files_at_once(64, 3, 10**11, [layer]) == 3
    for budget in range(10**8, 10**10, 10**8):
        threads = threads_for(budget, 32, [ranked])
        count = files_at_once(threads, 20, budget, [ranked])
        assert count == 1 or count * peak_bytes(threads // count, [ranked]) <= budget
