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

SIZES = {"BF16": 2, "F32": 4}

reads_proc = pytest.mark.skipif(
    not Path("/proc/self/statm").exists(), reason="reads the resident size from /proc"
)


def sparse_model(folder: Path, rows: int, width: int, dtype: str = "BF16", layers: int = 0) -> Path:
    """A model whose tensors are holes of the file system: large to read, nothing on the disk."""
    folder.mkdir()
    tensors = {"model.embed_tokens.weight": [rows, width], "model.norm.weight": [width]}
    for layer in range(layers):
        tensors |= {f"model.layers.{layer}.{name}": shape for name, shape in layer_shapes(width).items()}
    header, offset = {}, 0
    for name, shape in tensors.items():
        size = SIZES[dtype] * shape[0] * (shape[1] if len(shape) > 1 else 1)
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [offset, offset + size]}
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
        "num_attention_heads": width // 64,
        "num_key_value_heads": width // 64,
        "intermediate_size": width,
        "num_hidden_layers": layers,
        "vocab_size": rows,
        "tie_word_embeddings": True,
    }
    (folder / "config.json").write_text(json.dumps(settings))
    return folder


def layer_shapes(width: int) -> dict[str, list[int]]:
    square = ["self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj", "self_attn.o_proj"]
    square += ["mlp.gate_proj", "mlp.up_proj", "mlp.down_proj"]
    norms = ["input_layernorm", "post_attention_layernorm"]
    shapes = {f"{name}.weight": [width, width] for name in square}
    return shapes | {f"{name}.weight": [width] for name in norms}


def peak_of(method: str, donors: list[Path], memory: int) -> int:
    """What a merge takes beyond the interpreter, in bytes."""
    models = "".join(
        f"  - {{model: {d}, parameters: {{weight: 0.5, density: 0.5, epsilon: 0.1}}}}\n" for d in donors
    )
    with open(donors[0] / "model.safetensors", "rb") as file:
        dtype = "float32" if b'"F32"' in file.read(200) else "bfloat16"
    config = f"merge_method: {method}\nmodels:\n{models}dtype: {dtype}\n"
    config += "" if method == "linear" else f"base_model: {donors[0]}\n"
    output = donors[0].parent / "out"
    output.mkdir()
    request = json.dumps({"config_text": config, "output": str(output), "memory": memory})
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    done = subprocess.run(
        [sys.executable, "-c", CHILD, request], capture_output=True, text=True, env=environment
    )
    assert done.returncode == 0, done.stderr[-2000:]
    size = (donors[0] / "model.safetensors").stat().st_size
    assert (output / "model.safetensors").stat().st_size >= 0.99 * size
    # pytest keeps the folders of three runs, and this one holds GB.
    shutil.rmtree(output)
    return int(done.stdout.splitlines()[-1])


@reads_proc
@pytest.mark.parametrize("method", ["linear", "breadcrumbs_ties", "dare_ties"])
def test_a_tensor_of_400_mb_is_merged_in_less_than_150(tmp_path, method):
    donors = [sparse_model(tmp_path / f"donor-{k}", 50_000, 4096) for k in range(2)]
    assert peak_of(method, donors, 150_000_000) < 150_000_000


@reads_proc
@pytest.mark.parametrize("method", ["ties", "breadcrumbs"])
def test_what_no_donor_has_changed_fits_too(tmp_path, method):
    # Every entry of 400 MB of fp32 lies in the same bin, in that of the cut.
    donors = [sparse_model(tmp_path / f"donor-{k}", 25_000, 4096, "F32") for k in range(2)]
    assert peak_of(method, donors, 150_000_000) < 150_000_000


@reads_proc
@pytest.mark.parametrize("method", ["ties", "della_linear"])
def test_many_tensors_take_no_more_than_few(tmp_path, method):
    # 362 tensors of three donors, which have a ranking or a mask each.
    donors = [sparse_model(tmp_path / f"donor-{k}", 256, 256, layers=40) for k in range(3)]
    assert peak_of(method, donors, 100_000_000) < 100_000_000


@pytest.mark.soak
@reads_proc
@pytest.mark.parametrize("method", ["linear", "ties"])
def test_a_tensor_of_4_gb_is_merged_in_less_than_512_mb(tmp_path, method):
    donors = [sparse_model(tmp_path / f"donor-{k}", 500_000, 4096) for k in range(2)]
    assert peak_of(method, donors, 512_000_000) < 512_000_000


def test_threads_shrink_with_the_budget_and_one_is_always_left():
    shape = ((131_072, 5120), 8, 2)
    assert threads_for(8_000_000_000, 4, [shape]) == 4
    assert threads_for(150_000_000, 4, [shape]) == 1
    assert threads_for(1, 4, [shape]) == 1
