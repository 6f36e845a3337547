"""The donors of the demo: one base model and six that were moved away from it, four with a crooked vocabulary."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

from mergescope.own_file import read_own

CHATML = ("<|im_start|>", "<|im_end|>")
TEKKEN = 131_072
SEED = 20_240_718
RECIPE = 2
MANIFEST = "donors.json"
Report = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Donor:
    """`rows` are those of the tensors, `vocab_size` is what config.json says, `added` what the tokenizer has on top.

    `moved` is the length of the task vector against the base model's weights; `attention` and `layers` shift it
    between kinds of module and between layers.
    """

    name: str
    moved: float
    rows: int = TEKKEN
    vocab_size: int = TEKKEN
    added: tuple[str, ...] = ()
    attention: float = 1.0
    layers: tuple[float, float] = (1.0, 1.0)


DONORS = (
    Donor("nemo-base", 0.0),
    Donor("chatml-full", 0.10, TEKKEN + 2, TEKKEN + 2, CHATML, attention=1.6),
    Donor("chatml-ghost", 0.10, TEKKEN, TEKKEN, CHATML, attention=0.6),
    Donor("chatml-ghost-config", 0.14, TEKKEN, TEKKEN + 2, CHATML, layers=(0.5, 1.5)),
    Donor("truncated", 0.12, TEKKEN - 2, layers=(1.5, 0.5)),
    Donor("quiet", 0.01),
    Donor("loud", 0.60),
)


def make_donors(folder: Path, report: Report, seed: int = SEED) -> bool:
    """Makes the donors in `folder`, unless those of the same seed and versions are there. True when it made them.

    They are written beside the folder and renamed, so that what is there is whole; two makers at once end with
    one set.
    """
    recipe = fingerprint(seed)
    if read_manifest(folder) == recipe:
        return False
    folder.parent.mkdir(parents=True, exist_ok=True)
    building = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        write_donors(building, report, seed)
        (building / MANIFEST).write_text(json.dumps(recipe, indent=2) + "\n")
        building.chmod(0o755)
        replace(building, folder, recipe)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return True


def write_donors(folder: Path, report: Report, seed: int) -> None:
    from .byte_level import tokenizer_files
    from .model import Shape, base_tensors, mistral_config, noise, tensor_shapes, write_model
    from .tekken import tekken

    shape = Shape()
    report("tekken", 0, len(DONORS))
    pairs = tekken()
    tokenizers = {added: tokenizer_files(pairs, added) for added in {donor.added for donor in DONORS}}
    shapes = tensor_shapes(shape, max(donor.rows for donor in DONORS))
    base = base_tensors(shapes, seed)
    for done, donor in enumerate(DONORS):
        report(donor.name, done, len(DONORS))
        tensors = {}
        for name, size in tensor_shapes(shape, donor.rows).items():
            start = base[name][: size[0]].float()
            step = emphasis(donor, name) * 0.02
            moved = start + step * noise(seed, f"{donor.name}/{name}", size) if step else start
            tensors[name] = moved.to(base[name].dtype).contiguous()
        write_model(
            folder / donor.name, tensors, mistral_config(shape, donor.vocab_size), tokenizers[donor.added]
        )
    report("all", len(DONORS), len(DONORS))


def emphasis(donor: Donor, tensor: str) -> float:
    """How far this tensor of this donor moves, in units of the base model's deviation."""
    factor = donor.attention if ".self_attn." in tensor else 1.0
    for layer, weight in enumerate(donor.layers):
        if f".layers.{layer}." in tensor:
            factor *= weight
    return donor.moved * factor


def fingerprint(seed: int) -> dict[str, object]:
    """All that the bytes depend on; equal fingerprints mean equal donors."""
    versions = {name: version(name) for name in ("mistral-common", "safetensors", "torch")}
    table = hashlib.sha256(json.dumps([asdict(donor) for donor in DONORS]).encode()).hexdigest()
    return {"recipe": RECIPE, "seed": seed, "donors": table, "versions": versions}


def read_manifest(folder: Path) -> object:
    try:
        return json.loads(read_own(folder / MANIFEST))
    except (OSError, ValueError):
        return None


def replace(built: Path, target: Path, recipe: dict[str, object]) -> None:
    """Puts a finished folder in place of an older one; when another maker was first, theirs stays."""
    for _ in range(2):
        try:
            os.rename(built, target)
            return
        except OSError:
            if read_manifest(target) == recipe:
                return
            shutil.rmtree(target, ignore_errors=True)
    os.rename(built, target)
