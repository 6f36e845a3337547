"""`python -m mergescope.demo FOLDER`: makes the demo's donors and its merge configs; one JSON line a step."""

import argparse
import json
import sys
from pathlib import Path

from .config import write_configs
from .donors import SEED, make_donors


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m mergescope.demo", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    folder = options.folder.absolute()

    def report(item: str, done: int, total: int) -> None:
        say({"event": "progress", "item": item, "done": done, "total": total})

    made = make_donors(folder / "donors", report, options.seed)
    configs = write_configs(folder)
    say({"event": "made", "made": made, **{name: str(path) for name, path in configs.items()}})


def say(line: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
