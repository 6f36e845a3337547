"""Time of one vocabulary task, stock against patched against a plain copy of the bytes, and its peak memory.

usage: python test/bench/embed.py [--rows 131072] [--hidden 1024] [--donors 4]

Runs with the mergekit of this interpreter and, where MERGESCOPE_COMPAT_PYTHON names one, with mergekit 0.1.4.
Prints figures; decides nothing. Needs about 4 GiB.
"""

import argparse
import json
import logging
import os
import pathlib
import subprocess
import sys
import tempfile
import time
from types import SimpleNamespace

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "python" / "patches"))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=131_072)
    parser.add_argument("--hidden", type=int, default=1_024)
    parser.add_argument("--donors", type=int, default=4)
    parser.add_argument("--child", choices=["stock", "patched"], help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.child:
        print(json.dumps(measure(args)))
        return
    from overlay import environment, interpreters, make_overlay

    with tempfile.TemporaryDirectory() as folder:
        for version, python in interpreters().items():
            took = {}
            for kind in ("stock", "patched"):
                overlay = make_overlay(
                    python, version, pathlib.Path(folder) / version / kind, kind == "patched"
                )
                command = [python, __file__, *sys.argv[1:], "--child", kind]
                done = subprocess.run(command, env=environment(overlay), stdout=subprocess.PIPE, check=True)
                took[kind] = json.loads(done.stdout.splitlines()[-1])
            show(version, args, took["stock"], took["patched"])


def show(version, args, stock, patched):
    print(f"mergekit {version}, {args.donors} donors of {args.rows:,} x {args.hidden:,} bfloat16")
    print(f"  stock            {stock['clean']:8.2f} s")
    for name in ("clean", "ghosts"):
        ratio, copy = stock["clean"] / patched[name], patched[name] / patched["copy"]
        print(
            f"  patched, {name:7} {patched[name]:8.2f} s   {ratio:6.1f} x faster than stock, {copy:.2f} x a plain copy"
        )
    print(f"  plain copy       {patched['copy']:8.2f} s")
    extra = (patched["peak"] - patched["output"]) / patched["donor"]
    print(f"  peak memory beyond the inputs: the output and {extra:.2f} x one donor")


def measure(args):
    """Seconds, best of a few; bytes."""
    import torch
    from mergekit.common import ModelReference
    from mergekit.tokenizer import embed

    logging.getLogger("mergekit").setLevel(logging.ERROR)
    vocab = {f"token {i}": i for i in range(args.rows)}
    models = [ModelReference.parse(f"donor-{i}") for i in range(args.donors)]
    tensors = {m: torch.randn(args.rows, args.hidden, dtype=torch.float32).bfloat16() for m in models}
    info = SimpleNamespace(
        tokenizer=SimpleNamespace(get_vocab=lambda: vocab),
        permutations={m: {i: i for i in range(args.rows)} for m in models},
        original_vocabs={m: dict(vocab) for m in models},
    )
    kind = getattr(embed, "PermutedVocabulary", None) or embed.PermutedEmbeddings
    task = kind.model_construct(tokens=None, pad_to_multiple_of=None, base_model=None, vocabulary_axis=0)
    if args.child == "stock":
        return {"clean": best(lambda: task.execute(info, tensors), 1)}
    result = {
        "copy": best(lambda: [t.clone() for t in tensors.values()], 5),
        "clean": best(lambda: task.execute(info, tensors), 5),
        "donor": tensors[models[0]].nbytes,
        "output": sum(t.nbytes for t in tensors.values()),
    }
    # The first two donors have no rows for the last thousand tokens.
    short = {m: t[: args.rows - 1000] if m in models[:2] else t for m, t in tensors.items()}
    before = memory("VmRSS")
    pathlib.Path("/proc/self/clear_refs").write_text("5")
    result["ghosts"] = best(lambda: task.execute(info, short), 3)
    return {**result, "peak": memory("VmHWM") - before}


def best(call, times):
    took = []
    for _ in range(times):
        started = time.perf_counter()
        kept = call()
        took.append(time.perf_counter() - started)
        del kept
    return min(took)


def memory(key):
    """A line of /proc/self/status, in bytes."""
    lines = pathlib.Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(key + ":"))


if __name__ == "__main__":
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    main()
