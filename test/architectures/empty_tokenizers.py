"""The tokens of the tokenizers that transformers makes of nothing: of a model whose folder has no tokenizer.

usage: empty_tokenizers.py --write | --check [TYPE …]

By the tokens, in the order of their IDs, the model types. Of other types nothing can be loaded. ``--write`` puts the table
where TypeScript reads it (src/core/mergekit/tables), ``--check`` fails where what stands there differs; of some types, if
types are named.
"""

from __future__ import annotations

import json
import sys
import tempfile
import warnings
from pathlib import Path

from inferred import TABLES
from types_by_value import write_or_check

FILE = TABLES / "empty-tokenizers.json"


def tokens_of(model_type: str) -> str | None:
    """In one text, with a space between two; None: nothing can be loaded, or the IDs have holes."""
    from transformers import AutoTokenizer

    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "config.json").write_text(json.dumps({"model_type": model_type}))
        try:
            vocabulary = AutoTokenizer.from_pretrained(folder).get_vocab()
        # A module may want a library that is not there, and ends the process for it.
        except (Exception, SystemExit):
            return None
    tokens = sorted(vocabulary, key=lambda token: vocabulary[token])
    whole = [vocabulary[token] for token in tokens] == list(range(len(tokens)))
    return " ".join(tokens) if tokens and whole and not any(" " in token for token in tokens) else None


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    sys.exit(write_or_check(FILE, tokens_of))
