"""Tokenizers for the benchmark's donors: as many tokens as rows, one in a hundred of them a donor's own."""

from __future__ import annotations

import json
from pathlib import Path

SPECIAL = ("<unk>", "<s>", "</s>")


def add_tokenizers(donors: list[Path], rows: int) -> list[Path]:
    """Donors with the weights of the given ones (linked, not copied) and a tokenizer each."""
    made = []
    for number, donor in enumerate(donors):
        folder = donor.parent / f"{donor.name}-tokens"
        made.append(folder)
        if folder.exists():
            continue
        folder.mkdir()
        for name in ("model.safetensors", "config.json"):
            (folder / name).symlink_to(donor / name)
        (folder / "tokenizer.json").write_text(json.dumps(tokenizer(number, rows)))
        settings = {"tokenizer_class": "PreTrainedTokenizerFast", "bos_token": "<s>", "eos_token": "</s>"}
        (folder / "tokenizer_config.json").write_text(json.dumps({**settings, "unk_token": "<unk>"}))
    return made


def tokenizer(number: int, rows: int) -> dict:
    flags = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
    own = f"of{number}" if number else ""
    tokens = [*SPECIAL, *(f"t{i}{own}" if i % 100 == 0 else f"t{i}" for i in range(rows - len(SPECIAL)))]
    return {
        "version": "1.0",
        "added_tokens": [{"id": i, "content": text, **flags} for i, text in enumerate(SPECIAL)],
        "model": {"type": "BPE", "vocab": {text: i for i, text in enumerate(tokens)}, "merges": []},
    }
