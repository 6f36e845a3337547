"""Which tensors of a checkpoint have an entry for each token: those that grow with the vocabulary, by model type.

usage: vocabulary_rows.py --write | --check [TYPE …]

A small model of each type is saved twice, the second time with two tokens more. ``--write`` puts the table where the test of
their names reads it (test/support), ``--check`` fails where what stands there differs; of some types, if types are named.
"""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path
from typing import Any

from types_by_value import write_or_check

FILE = Path(__file__).resolve().parents[1] / "support" / "vocabulary-rows.json"


def names_of(model_type: str) -> str | None:
    """Their names in one text, `*` for numbers, with a space between two; None: it has no vocabulary, or is not built."""
    from model_classes import built

    try:
        config, model_class = built(model_type)
        model = model_class(config)
        tokens = model.get_input_embeddings().weight.shape[0]
        before = shapes(model)
        model.resize_token_embeddings(tokens + 2, mean_resizing=False)
        after = shapes(model)
    # A module may want a library that is not there, and ends the process for it.
    except (Exception, SystemExit):
        return None
    grown = {
        re.sub(r"\b\d+\b", "*", name) for name in before.keys() & after.keys() if before[name] != after[name]
    }
    return " ".join(sorted(grown)) or None


def shapes(model: Any) -> dict[str, list[int]]:
    from safetensors import safe_open
    from transformers.utils.logging import disable_progress_bar

    found: dict[str, list[int]] = {}
    disable_progress_bar()
    with tempfile.TemporaryDirectory() as folder:
        model.save_pretrained(folder)
        for file in Path(folder).glob("*.safetensors"):
            with safe_open(file, "pt") as opened:
                found |= {name: opened.get_slice(name).get_shape() for name in opened.keys()}  # noqa: SIM118
    return found


if __name__ == "__main__":
    sys.exit(write_or_check(FILE, names_of))
