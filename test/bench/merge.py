"""The merge proper, stock mergekit against ours, interleaved: medians, their ratios, and peaks of memory.

Each run is a process of its own; its time counts from after the imports, with the page cache warm. `cpu` is the
processor's time, which a busy machine disturbs less than the clock. `ours` is without the audit. `cold` runs
both with the donors out of the page cache; `disk` is the part of that time that reading them and writing the output
takes by itself, measured beside each method.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from cases import METHODS, UNION, config_of
from disk import evict, floor
from donors import ROWS, make_donors
from tokenizers_of_donors import add_tokenizers

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "python" / "patches"))

from overlay import environment, make_overlay  # noqa: E402

KINDS = ("stock", "ours", "audit", "cold", "stock cold")
HEAD = (
    f"{'':17}|{'stock':^21}|{'ours':^21}|{'ratio':^12}|{'with audit':^21}|{'cold':^11}|{'stock cold':^11}\n{'method':17}|"
    f"{'s':>6}{'cpu s':>8}{'MB':>6} |{'s':>6}{'cpu s':>8}{'MB':>6} |{'s':>5}{'cpu':>6} |"
    f"{'s':>6}{'cpu s':>7}{'more':>7} |{'s':>5}{'disk':>5} |{'s':>5}{'disk':>5}"
)


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="npm run bench --", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("methods", nargs="*", metavar="METHOD", help=f"of {', '.join([*METHODS, UNION])}")
    parser.add_argument("--donors", type=Path, help="folder to keep the donors in, 2 GB")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--memory", type=int, default=512_000_000, help="our budget in bytes")
    options = parser.parse_args()
    methods = options.methods or [*METHODS, UNION]
    if unknown := set(methods) - {*METHODS, UNION}:
        parser.error(f"no such method: {', '.join(sorted(unknown))}")
    with tempfile.TemporaryDirectory() as scratch:
        bench(methods, options, Path(scratch))


def bench(methods: list[str], options: argparse.Namespace, scratch: Path) -> None:
    version = importlib.metadata.version("mergekit")
    kinds = {"stock": make_overlay(sys.executable, version, scratch / "stock", patched=False)}
    ours = make_overlay(sys.executable, version, scratch / "patched", patched=True)
    kinds |= dict.fromkeys(KINDS[1:-1], ours) | {KINDS[-1]: kinds["stock"]}
    donors = make_donors(options.donors or scratch / "donors")
    print(f"mergekit {version}, {len(donors)} donors, {options.repeats} runs each")
    print(HEAD, flush=True)
    for method in methods:
        config = scratch / f"{method}.yml"
        config.write_text(config_of(method, add_tokenizers(donors, ROWS) if method == UNION else donors))
        seen: dict[str, list[dict]] = {kind: [] for kind in kinds}
        floors: list[float] = []
        for _ in range(options.repeats):
            floors.append(floor(donors, scratch))
            for kind, overlay in kinds.items():
                if kind.endswith("cold"):
                    evict(donors)
                seen[kind].append(run(kind, overlay, config, scratch / "out", options.memory))
        print(
            line(method, {kind: middle(runs) for kind, runs in seen.items()}, statistics.median(floors)),
            flush=True,
        )


def run(kind: str, overlay: Path, config: Path, out: Path, memory: int) -> dict:
    """One merge in a process of its own."""
    env = environment(overlay)
    env["PYTHONPATH"] += os.pathsep + str(HERE.parents[1] / "python")
    audit = "on" if kind == "audit" else "off"
    settings = json.dumps({"audit": audit, "memory": memory, "warm": not kind.endswith("cold")})
    which = ["stock"] if kind.startswith("stock") else ["ours"]
    command = [sys.executable, str(HERE / "one_merge.py"), *which, str(config), str(out), settings]
    done = subprocess.run(command, capture_output=True, text=True, env=env)
    if done.returncode:
        sys.exit(f"{kind} {config.stem} failed:\n{done.stderr[-2000:]}")
    return json.loads(done.stdout.splitlines()[-1])


def middle(runs: list[dict]) -> dict:
    return {key: statistics.median(run[key] for run in runs) for key in ("seconds", "cpu_seconds", "peak_mb")}


def line(method: str, found: dict[str, dict], least: float) -> str:
    stock, ours, audit, *colds = (found[kind] for kind in KINDS)
    wall, cpu = (stock[key] / ours[key] for key in ("seconds", "cpu_seconds"))
    more = audit["cpu_seconds"] / ours["cpu_seconds"] - 1
    figures = [
        f"{one['seconds']:6.1f}{one['cpu_seconds']:8.1f}{one['peak_mb']:6.0f} |" for one in (stock, ours)
    ]
    cold = [f"{one['seconds']:5.1f}{least / one['seconds']:5.0%}" for one in colds]
    return (
        f"{method:17}|{''.join(figures)}{wall:5.1f}{cpu:6.1f} |{audit['seconds']:6.1f}"
        f"{audit['cpu_seconds']:7.1f}{more:+7.0%} |{' |'.join(cold)}"
    )


if __name__ == "__main__":
    main()
