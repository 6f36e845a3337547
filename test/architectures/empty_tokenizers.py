"""The tokens of the tokenizers that transformers makes of nothing: of a model whose folder has no tokenizer.

usage: empty_tokenizers.py --write | --check [TYPE …]

By the tokens, in the order of their IDs, the model types. Of other types nothing can be loaded. ``--write`` puts the table
where TypeScript reads it (src/core/mergekit/tables), ``--check`` fails where what stands there differs; of some types, if
types are named.
"""

from __future__ import annotations

import json
import logging
import sys
import tempfile
import warnings
from collections.abc import Iterable
from pathlib import Path

from inferred import TABLE

FILE = TABLE.with_name("empty-tokenizers.json")


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


def table(model_types: Iterable[str]) -> dict[str, list[str]]:
    types: dict[str, list[str]] = {}
    for model_type in sorted(model_types):
        tokens = tokens_of(model_type)
        if tokens:
            types.setdefault(tokens, []).append(model_type)
    return dict(sorted(types.items()))


def main() -> int:
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    from model_classes import model_types

    asked = [argument for argument in sys.argv[1:] if not argument.startswith("--")] or model_types()
    found = table(asked)
    if "--write" in sys.argv:
        lines = [f"  {json.dumps(tokens)}: {json.dumps(types)}" for tokens, types in found.items()]
        FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
        return 0
    written = json.loads(FILE.read_text(encoding="utf-8"))
    told = {tokens: sorted(one for one in types if one in asked) for tokens, types in written.items()}
    stale = {tokens: types for tokens, types in told.items() if types} != found
    if stale:
        print(f"{FILE} is stale; run: python test/architectures/empty_tokenizers.py --write", file=sys.stderr)
    return int(stale)


if __name__ == "__main__":
    sys.exit(main())
