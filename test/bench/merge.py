"""The merge proper, stock mergekit against ours, interleaved: a table of ratios with peak memory.

    python test/bench/merge.py [--donors FOLDER] [--methods linear,ties] [--runs 3] [--memory 512000000]

Each run is a process of its own; seconds are without imports, with the page cache warm. `cpu` is the
processor's time, which a busy machine disturbs less than the clock.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import yaml
from donors import make_donors

HERE = Path(__file__).parent
METHODS = ("linear", "task_arithmetic", "slerp", "dare_ties", "ties", "breadcrumbs", "della", "model_stock")


def config_of(method: str, donors: list[Path]) -> str:
    base, *others = donors
    config: dict = {"merge_method": method, "dtype": "bfloat16"}
    inputs = others
    if method == "linear":
        inputs = donors
    else:
        config["base_model"] = str(base)
    if method == "slerp":
        config["parameters"] = {"t": 0.4}
        inputs = [base, others[0]]
    weights = {"weight": 0.4, "density": 0.5}
    if method.startswith("della"):
        weights["epsilon"] = 0.1
    config["models"] = [{"model": str(donor), "parameters": weights} for donor in inputs]
    return yaml.safe_dump(config)


def run(which: str, config: Path, out: Path, options: dict) -> dict:
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(HERE.parents[1] / "python"), *sys.path[1:]]),
    }
    command = [sys.executable, str(HERE / "one_merge.py"), which, str(config), str(out), json.dumps(options)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def disk_floor(donors: list[Path], out: Path) -> float:
    """Seconds that reading the donors and writing one model of their size takes, with nothing in between."""
    began = time.monotonic()
    with open(out / "floor", "wb") as target:
        for number, donor in enumerate(donors):
            with open(donor / "model.safetensors", "rb") as source:
                while chunk := source.read(1 << 22):
                    if number == 0:
                        target.write(chunk)
        target.flush()
        os.fsync(target.fileno())
    seconds = time.monotonic() - began
    (out / "floor").unlink()
    return seconds


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--donors", type=Path)
    parser.add_argument("--methods", default=",".join(METHODS))
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--memory", type=int, default=512_000_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        donors = make_donors(options.donors or folder / "donors")
        print(f"disk floor {disk_floor(donors, folder):.1f} s")
        print(
            f"{'method':16} {'stock s':>8} {'cpu':>6} {'MB':>6} | {'ours s':>7} {'cpu':>6} {'MB':>5} {'ratio':>6} {'cpu':>6} | {'audit s':>7} {'cpu':>6} {'more':>6}"
        )
        for method in options.methods.split(","):
            config = folder / f"{method}.yml"
            config.write_text(config_of(method, donors))
            kinds = {
                "stock": ("stock", {}),
                "ours": ("ours", {"audit": "off", "memory": options.memory}),
                "audit": ("ours", {"audit": "on", "memory": options.memory}),
            }
            seen: dict[str, list[dict]] = {kind: [] for kind in kinds}
            for _ in range(options.runs):
                for kind, (which, settings) in kinds.items():
                    seen[kind].append(run(which, config, folder / "out", settings))
            print(line(method, {kind: middle(runs) for kind, runs in seen.items()}), flush=True)


def middle(runs: list[dict]) -> dict:
    return {key: statistics.median(run[key] for run in runs) for key in ("seconds", "cpu_seconds", "peak_mb")}


def line(method: str, found: dict[str, dict]) -> str:
    stock, ours, audit = found["stock"], found["ours"], found["audit"]
    ratio = stock["seconds"] / ours["seconds"]
    cpu = stock["cpu_seconds"] / ours["cpu_seconds"]
    more = audit["cpu_seconds"] / ours["cpu_seconds"] - 1
    return (
        f"{method:16} {stock['seconds']:8.1f} {stock['cpu_seconds']:6.1f} {stock['peak_mb']:6.0f} | "
        f"{ours['seconds']:7.1f} {ours['cpu_seconds']:6.1f} {ours['peak_mb']:5.0f} {ratio:5.1f}x {cpu:5.1f}x | "
        f"{audit['seconds']:7.1f} {audit['cpu_seconds']:6.1f} {more:+6.0%}"
    )


if __name__ == "__main__":
    main()
