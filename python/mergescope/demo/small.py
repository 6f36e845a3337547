"""Donors with a vocabulary of a few hundred tokens, for tests: written in milliseconds.

python -m mergescope.demo.small FOLDER --tokens 512 --rows 510 --added '<|im_start|>' --architecture mistral3
"""

import argparse
import itertools
import shutil
import string
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import torch

from .byte_level import BytePairs, byte_alphabet, tokenizer_files
from .model import Shape, base_tensors, mistral_config, noise, tensor_shapes, write_model
from .vision import PREFIX, mistral3_config, vision_shapes

SPECIAL = ["<unk>", "<s>", "</s>", "<pad>"]
PATTERN = r"\p{N}| ?\p{L}+| ?[^\s\p{L}\p{N}]+|\s+"
SMALL = Shape(hidden=16, layers=2, heads=4, kv_heads=2, head_dim=8, intermediate=32)


def small_pairs(tokens: int) -> BytePairs:
    """A byte-level BPE of exactly `tokens` entries: 4 special, 256 bytes, then pairs of letters (936 at most)."""
    letters = string.ascii_lowercase
    merges = list(itertools.product(letters, letters))[: tokens - len(SPECIAL) - 256]
    words = [*SPECIAL, *byte_alphabet(), *(a + b for a, b in merges)][:tokens]
    if len(words) != tokens:
        raise ValueError(f"a small vocabulary has 4 to 936 tokens, not {tokens}")
    return BytePairs({word: n for n, word in enumerate(words)}, merges, SPECIAL, PATTERN)


def write_small(
    folder: Path,
    *,
    tokens: int = 512,
    added: Sequence[str] = (),
    rows: int | None = None,
    vocab_size: int | None = None,
    architecture: str = "mistral",
    tied: bool = False,
    seed: int = 0,
    moved: float = 0.0,
    toward: int = 1,
    shape: Shape = SMALL,
) -> Path:
    """Writes one donor and returns its folder. `rows` (of the tensors) and `vocab_size` (of config.json) follow the
    tokenizer unless given. Donors of one `seed` share their base weights; `moved` is the length of the task vector
    in units of their deviation, `toward` its seed. An older folder of that name is replaced."""
    length = tokens + len(added)
    rows = length if rows is None else rows
    config = mistral_config(shape, rows if vocab_size is None else vocab_size) | {"tie_word_embeddings": tied}
    vision = architecture == "mistral3"
    shapes = tensor_shapes(shape, rows, PREFIX if vision else "")
    if tied:
        shapes = {name: size for name, size in shapes.items() if "lm_head" not in name}
    if vision:
        shapes |= vision_shapes(shape.hidden)
        config = mistral3_config(config)
    tensors = base_tensors(shapes, seed)
    if moved:
        step = moved * 0.02
        tensors = {
            name: (value.float() + step * noise(toward, name, tuple(value.shape))).to(torch.bfloat16)
            for name, value in tensors.items()
        }
    shutil.rmtree(folder, ignore_errors=True)
    write_model(folder, tensors, config, tokenizer_files(small_pairs(tokens), added))
    return folder


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m mergescope.demo.small", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--tokens", type=int, default=512)
    parser.add_argument("--added", action="append", default=[])
    parser.add_argument("--rows", type=int)
    parser.add_argument("--vocab-size", type=int)
    parser.add_argument("--architecture", choices=["mistral", "mistral3"], default="mistral")
    parser.add_argument("--tied", action="store_true")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--moved", type=float, default=0.0)
    parser.add_argument("--toward", type=int, default=1)
    parser.add_argument("--layers", type=int, default=SMALL.layers)
    options = vars(parser.parse_args())
    shape = replace(SMALL, layers=options.pop("layers"))
    write_small(options.pop("folder"), shape=shape, **options)


if __name__ == "__main__":
    main()
