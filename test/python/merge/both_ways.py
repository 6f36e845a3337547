"""Runs every ghost-token case with a patched mergekit, by itself and by us, and tells how far apart they are.

usage: both_ways.py FOLDER RESULTS.json cpu|cuda, with the patched mergekit on PYTHONPATH
"""

from __future__ import annotations

import json
import logging
import os
import sys
import traceback
from pathlib import Path

TEST = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TEST.parents[1] / "python"), str(TEST), str(TEST / "patches"), str(TEST / "merge")]

import broken_rows  # noqa: E402
from cases import CASES  # noqa: E402
from runs import merge_ours, run_stock, weights  # noqa: E402


class Audit(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if hasattr(record, "vocab_audit"):
            self.lines.append(record.getMessage())


def run_case(name: str, folder: Path, audit: Audit, device: str) -> dict:
    case = CASES[name](folder)
    os.environ.update(case.env)
    audit.lines.clear()
    theirs = attempt(lambda: run_stock(case.config(), folder / "stock", cuda=device == "cuda"))
    their_lines = sorted(audit.lines)
    for key in case.env:
        del os.environ[key]
    audit.lines.clear()
    request = {
        "missing_rows": case.env.get("MERGESCOPE_MISSING_ROWS", "zero"),
        "compat": case.env.get("MERGESCOPE_COMPAT"),
        "device": device,
    }
    told: list[dict] = []
    ours = attempt(lambda: told.extend(merge_ours(case.config(), folder / "ours", **request)["values"]))
    lost = [values["zeros"] for values in told if values["zeros"]["lost"] + values["zeros"]["unclear"]]
    found = {"lost": lost, "theirs": theirs, "ours": ours, "audit": sorted(audit.lines) == their_lines}
    if theirs is None and ours is None:
        found |= compare(folder / "ours", folder / "stock")
    return found


def compare(ours: Path, stock: Path) -> dict:
    mine, other = weights(ours), weights(stock)
    settings, expected = (json.loads((one / "config.json").read_text()) for one in (ours, stock))
    apart = {
        name: float((mine[name].double() - other[name].double()).abs().max())
        for name in set(mine) & set(other)
    }
    return {
        "shapes": {n: list(t.shape) for n, t in mine.items()} == {n: list(t.shape) for n, t in other.items()},
        "dtypes": all(mine[name].dtype == other[name].dtype for name in apart),
        "apart": max(apart.values()),
        "rows": settings["vocab_size"] == expected["vocab_size"],
        "tokenizer": (ours / "tokenizer.json").read_text() == (stock / "tokenizer.json").read_text(),
    }


def attempt(work) -> str | None:
    try:
        work()
    except Exception as error:
        if os.environ.get("BOTH_WAYS_TRACE"):
            traceback.print_exc()
        return type(error).__name__
    return None


def main() -> None:
    folder, results = Path(sys.argv[1]), Path(sys.argv[2])
    audit = Audit()
    logging.getLogger().addHandler(audit)
    found = {}
    for number, name in enumerate(CASES):
        home = folder / str(number)
        home.mkdir()
        found[name] = run_case(name, home, audit, sys.argv[3])
    broken = {}
    for name, case, is_read in broken_rows.cases(folder / "broken"):
        output = folder / f"broken-{len(broken)}"
        reply = merge_ours(case.config(), output, device=sys.argv[3])
        broken[name] = broken_rows.judged(reply["values"], output, is_read)
    results.write_text(json.dumps({"cases": found, "broken": broken}))


if __name__ == "__main__":
    main()
