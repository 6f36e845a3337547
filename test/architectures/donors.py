"""Three donors of a type, as transformers saves them: the first with the model's own values, the others near it."""

from __future__ import annotations

import shutil
import zlib
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file

NAMES = ("first", "second", "third")


def write_donors(folder: Path, config: Any, model_class: type) -> None:
    """Fills a folder for each donor. The files of the others are those of the first but for the values."""
    torch.manual_seed(zlib.crc32(model_class.__name__.encode()))
    model = model_class(config)
    first = folder / NAMES[0]
    save(model, first)
    for name in NAMES[1:]:
        shutil.copytree(first, folder / name)
    for file in sorted(first.glob("*.safetensors")):
        tensors = load_file(file)
        # Away from zeros and ones, which every formula gives.
        tensors = {name: near(tensor, 0.05) for name, tensor in tensors.items()}
        save_file(tensors, file, metadata={"format": "pt"})
        for name in NAMES[1:]:
            other = {key: near(tensor, 0.02) for key, tensor in tensors.items()}
            save_file(other, folder / name / file.name, metadata={"format": "pt"})


def in_loaded_layout(donor: Path, folder: Path, model_class: type) -> None:
    """The donor under the names, and in the shapes, that its model has once transformers has loaded it."""
    from mergescope.architecture.saved_names import ignored_on_save, tied_names

    shutil.copytree(donor, folder, ignore=shutil.ignore_patterns("*.safetensors*"))
    model = model_class.from_pretrained(donor)
    stored = {name for file in donor.glob("*.safetensors") for name in load_file(file)}
    tied, unsaved = tied_names(model), ignored_on_save(model)
    state = {
        name: tensor.contiguous().clone()
        for name, tensor in model.state_dict().items()
        if name in stored or not (name in tied or unsaved.search(name))
    }
    save_file(state, folder / "model.safetensors", metadata={"format": "pt"})


def mix(folder: Path, sources: list[Path]) -> None:
    """A folder of donors, each from another one."""
    folder.mkdir()
    for name, source in zip(NAMES, sources, strict=True):
        (folder / name).symlink_to(source / name, target_is_directory=True)


def save(model: Any, folder: Path) -> None:
    """As transformers does, without default settings for generation that it would not save itself."""
    try:
        model.save_pretrained(folder)
    except ValueError:
        model.generation_config = None
        model.save_pretrained(folder)


def near(tensor: torch.Tensor, far: float) -> torch.Tensor:
    """The tensor with noise; what counts or tells true from false stays."""
    if not tensor.is_floating_point():
        return tensor
    return tensor + far * torch.randn(tensor.shape, dtype=torch.float32).to(tensor.dtype)
