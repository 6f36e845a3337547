"""Merges of donors in which one value is NaN or infinite: every method, entry, dtype and way of storing, by a table."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
from cases import GREW, METHODS, Case, N, for_method, holder, plain
from runs import weights
from safetensors.torch import load_file, save_file
from tiny_models import Donor

EMBED, HEAD, LAYER = "model.embed_tokens.weight", "lm_head.weight", "model.layers.0.mlp.up_proj.weight"
DTYPES = [torch.bfloat16, torch.float16, torch.float32, torch.float64]
VALUES = [float("nan"), float("inf"), float("-inf")]
#: Each method with two of everything else, so that every entry meets every dtype and every value.
CASES = 2 * len(METHODS)


@dataclass(frozen=True)
class Entry:
    """Where the value lies. reads: whether the merge reads it; settings: of the case that makes it so."""

    tensor: str
    row: int
    reads: bool = True
    settings: tuple[tuple[str, Any], ...] = ()


#: The broken donor knows <a> and <b>, rows 280 and 281, which the other lacks; four more rows belong to no token.
FROM_ROW = {
    "<b>": {"source": {"kind": "model_token", "model": "broken", "token_id": GREW + 1}, "force": True}
}
ENTRIES = {
    "layer": Entry(LAYER, 3),
    "row of all": Entry(EMBED, 7),
    "row that the other lacks": Entry(HEAD, N),
    "row of no token": Entry(EMBED, GREW + 2, reads=False),
    "row that a token is to come from": Entry(HEAD, GREW + 1, settings=(("tokens", FROM_ROW),)),
    "row behind padding": Entry(EMBED, N + 1, settings=(("pad", 64),)),
}


def store(donor: Donor, entry: Entry | None, value: float, dtype: torch.dtype, pickled: bool) -> None:
    file = Path(donor.path) / "model.safetensors"
    tensors = {name: tensor.to(dtype) for name, tensor in load_file(file).items()}
    if entry is not None:
        tensors[entry.tensor][entry.row, 1] = value
    if not pickled:
        save_file(tensors, file, {"format": "pt"})
        return
    file.unlink()
    torch.save(tensors, file.with_name("pytorch_model.bin"))


def cases(folder: Path) -> Iterator[tuple[str, Case, bool]]:
    """(what it is, the merge, whether the broken value is read)."""
    chance = random.Random(21)
    for number in range(CASES):
        method, entry = list(METHODS)[number % len(METHODS)], chance.choice(list(ENTRIES))
        value, dtype = chance.choice(VALUES), chance.choice(DTYPES)
        pickled, first = chance.random() < 0.4, chance.random() < 0.5 or "single" in METHODS[method]
        home = folder / str(number)
        broken = holder(home, "broken", 2, rows=GREW + 4, config_rows=GREW + 4)
        store(broken, ENTRIES[entry], value, dtype, pickled)
        others = {name: plain(home, name, seed) for seed, name in enumerate(("clean", "more"), 3)}
        for other in others.values():
            store(other, None, 0.0, dtype, pickled=chance.random() < 0.2)
        donors = (
            {"broken": broken, **others} if first else {"clean": others["clean"], "broken": broken, **others}
        )
        case = replace(for_method(method, donors), **dict(ENTRIES[entry].settings))
        name = f"{method}, {value} in {entry}, {dtype}{', pickled' if pickled else ''}{', first' if first else ''}"
        yield name, case, ENTRIES[entry].reads


def judged(found: list[dict[str, Any]], output: Path, is_read: bool) -> dict[str, Any]:
    """What was told of an output, and what is in it."""
    spoilt = [name for name, tensor in weights(output).items() if not tensor.isfinite().all()]
    told = [values for values in found if values["nan"] + values["inf"]]
    return {
        "spoilt": sorted(spoilt),
        "told": sorted(values["tensor"] for values in told),
        "blamed": sorted(
            {Path(donor["ref"]).name for values in told for donor in values["broken"]["donors"]}
        ),
        "causes": sorted({values["broken"]["cause"] for values in told}),
        "read": is_read,
    }
