"""The demo's merge: DELLA over all donors with the union of their vocabularies."""

from json import dumps
from pathlib import Path

from .donors import DONORS

GHOST = "chatml-ghost"


def write_configs(folder: Path) -> dict[str, Path]:
    """Writes merge.yml (all donors) and merge-without-ghost.yml; stock mergekit dies on each in its own way."""
    names = [donor.name for donor in DONORS]
    return {
        "config": write(folder, "merge.yml", names),
        "without": write(folder, "merge-without-ghost.yml", [name for name in names if name != GHOST]),
    }


def write(folder: Path, file: str, names: list[str]) -> Path:
    base, *donors = names
    text = merge_config(folder / "donors", base, donors)
    path = folder / file
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")
    return path


def merge_config(models: Path, base: str, donors: list[str]) -> str:
    """The text of a mergekit config."""
    entries = "".join(f"  - model: {quoted(models / name)}\n" for name in donors)
    return (
        f"merge_method: della\n"
        f"base_model: {quoted(models / base)}\n"
        f"models:\n{entries}"
        f"parameters:\n  weight: {round(1 / len(donors), 6)}\n  density: 0.6\n  epsilon: 0.1\n  lambda: 1.0\n"
        f"tokenizer:\n  source: union\n"
        f"dtype: bfloat16\n"
    )


def quoted(path: Path) -> str:
    """A JSON string is a YAML string too, so any path is safe in it."""
    return dumps(str(path), ensure_ascii=False)
