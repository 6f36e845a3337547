"""What PyYAML and mergekit make of config texts, all in one process: JSON in, JSON out."""

import json
import sys
from pathlib import Path

import yaml


def exact(value):
    """Text as its code points: JSON cannot tell a character from two halves of a surrogate pair."""
    if isinstance(value, dict):
        return ["map", *([exact(key), exact(item)] for key, item in value.items())]
    if isinstance(value, list):
        return ["list", *map(exact, value)]
    if isinstance(value, str):
        return ["text", *map(ord, value)]
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return ["number", repr(float(value))]
    return ["plain", value]


def load(text):
    # Through a file, as mergekit reads its config.
    path = Path(sys.argv[1])
    path.write_text(text, encoding="utf-8")
    with path.open(encoding="utf-8") as file:
        return yaml.safe_load(file.read())


def answer(case):
    try:
        found = load(case["text"])
        if case["ask"] == "values":
            return {"ok": exact(found)}
        from mergekit.config import MergeConfiguration

        MergeConfiguration.model_validate(found)
        return {"ok": True}
    except Exception as error:  # noqa: BLE001  whatever a user of mergekit would see
        return {"error": f"{type(error).__name__}: {error}"}


json.dump([answer(case) for case in json.load(sys.stdin)], sys.stdout)
