"""The special tokens that a tokenizer class of transformers has where its files name none, and whose class it is.

usage: tokenizer_classes.py --write | --check

`forced` are model types whose tokenizer has the class of the type, whatever its files say. ``--write`` puts the table where
TypeScript reads it (src/core/mergekit/tables), ``--check`` fails where what stands there differs.
"""

from __future__ import annotations

import inspect
import json
import logging
import sys

from inferred import TABLES

FILE = TABLES / "tokenizer-classes.json"
ROLES = ("bos", "eos", "unk", "sep", "pad", "cls", "mask")


def table() -> dict[str, dict[str, dict[str, str] | list[str]]]:
    from transformers.models.auto import tokenization_auto as auto

    forced = auto.MODELS_WITH_INCORRECT_HUB_TOKENIZER_CLASS
    found: dict[str, dict[str, dict[str, str] | list[str]]] = {}
    for model_type, name in auto.TOKENIZER_MAPPING_NAMES.items():
        kind = auto.tokenizer_class_from_name(name) if name else None
        tokens = named(kind) if kind is not None else {}
        if kind is None or not tokens:
            continue
        entry = found.setdefault(kind.__name__, {"tokens": tokens, "types": [], "forced": []})
        types = entry["forced" if model_type in forced else "types"]
        if isinstance(types, list):
            types.append(model_type)
    return dict(sorted(found.items()))


def named(kind: type) -> dict[str, str]:
    parameters = inspect.signature(kind.__init__).parameters
    defaults = {role: parameters[f"{role}_token"].default for role in ROLES if f"{role}_token" in parameters}
    texts = {role: getattr(token, "content", token) for role, token in defaults.items()}
    return {role: text for role, text in texts.items() if isinstance(text, str)}


def main() -> int:
    logging.disable(logging.CRITICAL)
    lines = [f"  {json.dumps(name)}: {json.dumps(entry)}" for name, entry in table().items()]
    text = "{\n" + ",\n".join(lines) + "\n}\n"
    if "--write" in sys.argv:
        FILE.write_text(text, encoding="utf-8")
        return 0
    stale = text != FILE.read_text(encoding="utf-8")
    if stale:
        print(
            f"{FILE} is stale; run: python test/architectures/tokenizer_classes.py --write", file=sys.stderr
        )
    return int(stale)


if __name__ == "__main__":
    sys.exit(main())
