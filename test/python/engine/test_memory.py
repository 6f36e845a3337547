"""Memory is a budget: the peak does not depend on the size of the tensors."""

from __future__ import annotations

import json
import os
import shutil
import struct
import subprocess
import sys
from pathlib import Path

import pytest
from mergescope.engine.budget import threads_for

CHILD = """
import json, resource, sys, threading
from mergescope.merge.run import merge
import mergekit.merge, mergekit.plan
def resident():
    return int(open("/proc/self/statm").read().split()[1]) * resource.getpagesize()
peak = before = resident()
stop = threading.Event()
def watch():
    global peak
    while not stop.wait(0.01):
        peak = max(peak, resident())
threading.Thread(target=watch, daemon=True).start()
merge(json.loads(sys.argv[1]))
stop.set()
print(peak - before)
"""


def sparse_model(folder: Path, rows: int, width: int) -> Path:
    """A model whose embeddings are holes of the file system: large to read, nothing on the disk."""
    folder.mkdir()
    tensors = {"model.embed_tokens.weight": [rows, width], "model.norm.weight": [width]}
    header, offset = {}, 0
    for name, shape in tensors.items():
        size = 2 * shape[0] * (shape[1] if len(shape) > 1 else 1)
        header[name] = {"dtype": "BF16", "shape": shape, "data_offsets": [offset, offset + size]}
        offset += size
    text = json.dumps(header).encode()
    with open(folder / "model.safetensors", "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        file.truncate(8 + len(text) + offset)
    settings = {
        "architectures": ["MistralForCausalLM"],
        "model_type": "mistral",
        "hidden_size": width,
        "head_dim": 64,
        "num_attention_heads": 2,
        "num_key_value_heads": 2,
        "intermediate_size": 8,
        "num_hidden_layers": 0,
        "vocab_size": rows,
        "tie_word_embeddings": True,
    }
    (folder / "config.json").write_text(json.dumps(settings))
    return folder


def peak_of(folder: Path, rows: int, method: str, memory: int) -> int:
    donors = [sparse_model(folder / f"donor-{k}", rows, 4096) for k in range(2)]
    models = "".join(f"  - {{model: {d}, parameters: {{weight: 0.5, density: 0.5}}}}\n" for d in donors)
    config = f"merge_method: {method}\nmodels:\n{models}dtype: bfloat16\n"
    config += "" if method == "linear" else f"base_model: {donors[0]}\n"
    output = folder / "out"
    output.mkdir()
    request = json.dumps({"config_text": config, "output": str(output), "memory": memory})
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    done = subprocess.run(
        [sys.executable, "-c", CHILD, request], capture_output=True, text=True, env=environment
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert (output / "model.safetensors").stat().st_size >= rows * 4096 * 2
    # pytest keeps the folders of three runs, and this one holds GB.
    shutil.rmtree(output)
    return int(done.stdout.splitlines()[-1])


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="reads the resident size from /proc")
@pytest.mark.parametrize("method", ["linear", "breadcrumbs_ties", "dare_ties"])
def test_a_tensor_of_400_mb_is_merged_in_less_than_150(tmp_path, method):
    assert peak_of(tmp_path, 50_000, method, 150_000_000) < 150_000_000


@pytest.mark.soak
@pytest.mark.parametrize("method", ["linear", "ties"])
def test_a_tensor_of_4_gb_is_merged_in_less_than_512_mb(tmp_path, method):
    assert peak_of(tmp_path, 500_000, method, 512_000_000) < 512_000_000


def test_threads_shrink_with_the_budget_and_one_is_always_left():
    shape = ((131_072, 5120), 8, 2)
    assert threads_for(8_000_000_000, 4, [shape]) == 4
    assert threads_for(150_000_000, 4, [shape]) == 1
    assert threads_for(1, 4, [shape]) == 1
