"""Twelve small donors, those that are named beside, and their base for the captures: layers enough for a heat map, one that
lacks rows, one too loud."""

import shutil
import sys
from pathlib import Path

import torch
from mergescope.demo.model import Shape, noise
from mergescope.demo.small import write_small
from safetensors.torch import load_file, save_file

SHAPE = Shape(hidden=320, layers=16, heads=8, kv_heads=2, head_dim=40, intermediate=1280)
CHATML = ["<|im_start|>", "<|im_end|>"]
# Name, how far it moved, and around which layer the most.
DONORS = [
    ("instruct", 0.9, 8),
    ("roleplay", 1.1, 12),
    ("stories", 1.0, 14),
    ("poetry", 0.7, 15),
    ("code", 0.8, 4),
    ("maths", 0.6, 6),
    ("german", 0.9, 1),
    ("japanese", 1.0, 0),
    ("summaries", 0.05, 7),
    ("overtrained", 6.0, 10),
]


def main(folder: Path, more: list[str]) -> None:
    base = write_small(folder / "base", shape=SHAPE)
    tensors = load_file(base / "model.safetensors")
    further = [(name, 0.8, 5 * (at + 1)) for at, name in enumerate(more)]
    for at, (name, moved, centre) in enumerate([*DONORS, *further]):
        donor = Path(shutil.copytree(base, folder / name))
        save_file(
            {key: shifted(key, value, at, moved, centre) for key, value in tensors.items()},
            donor / "model.safetensors",
            metadata={"format": "pt"},
        )
    write_small(folder / "chatml", shape=SHAPE, added=CHATML, moved=0.9, toward=50)
    ghost = {"rows": 512, "vocab_size": 512, "moved": 1.1, "toward": 51}
    write_small(folder / "chatml-ghost", shape=SHAPE, added=CHATML, **ghost)


def shifted(name: str, value: torch.Tensor, seed: int, moved: float, centre: int) -> torch.Tensor:
    parts = name.split(".")
    layer = int(parts[2]) if parts[1:2] == ["layers"] else centre
    near = 0.4 + 1.2 * 2 ** -(((layer - centre) / 3) ** 2)
    step = 0.02 * moved * near * (1.3 if "mlp" in name else 0.8)
    return (value.float() + step * noise(seed + 1, name, tuple(value.shape))).to(value.dtype)


main(Path(sys.argv[1]), sys.argv[2:])
