"""What is said of where a row comes from is what the patch does with whole tensors."""

import random
import sys

import mergekit.tokenizer  # noqa: F401
import numpy as np
import pytest
import torch
from common import rows, tensors
from mergescope.engine.row_sources import RowSources

CASES = 60


@pytest.fixture(autouse=True)
def patched(monkeypatch):
    monkeypatch.setitem(sys.modules, "mergekit.tokenizer.mergescope_rows", rows)


def random_plan(chance: random.Random):
    """A plan over donors with holes, ghosts, tokens of others, sources of every kind, and padding; and their rows."""
    words = "abcdefg"
    names = [f"m{k}" for k in range(chance.randint(1, 3))]
    vocabularies: dict[str, dict[str, int]] = {}
    for name in names:
        own = chance.sample(words, chance.randint(1, len(words)))
        ids = sorted(chance.sample(range(len(own) * chance.choice([1, 2, 12])), len(own)))
        vocabularies[name] = dict(zip(own, ids, strict=True))
    tokens = sorted({token for own in vocabularies.values() for token in own})
    output = dict(zip(tokens, sorted(chance.sample(range(3 * len(tokens)), len(tokens))), strict=True))
    sizes = {
        name: max(min(own.values()) + 1, max(own.values()) + chance.randint(-3, 2))
        for name, own in vocabularies.items()
    }
    sources = {}
    for token in chance.sample(tokens, chance.randint(0, min(2, len(tokens)))):
        donor = chance.choice(names)
        kind = chance.choice(["zero", "donor", "token_id", "none"])
        if kind == "donor" and token not in vocabularies[donor]:
            kind = "none"
        sources[token] = rows.TokenSource(
            donor=None if kind in ("zero", "none") else donor,
            zero=kind == "zero",
            donor_id=chance.randrange(sizes[donor] + 1) if kind == "token_id" else None,
            force=chance.random() < 0.5,
        )
    plan = rows.row_plan(
        rows.index_vocabularies(output, vocabularies),
        sizes,
        sources=sources,
        base=chance.choice([None, *names]),
        pad_to_multiple_of=chance.choice([None, 4]),
        missing=chance.choice(["zero", "mean"]),
        compat=chance.choice([None, None, "v2d"]),
    )
    return plan, sizes


def aligned(plan, sizes, broken=None):
    donors = {name: torch.full((count, 2), 1.0) for name, count in sizes.items()}
    if broken is not None:
        donors[broken[0]][broken[1]] = float("nan")
    return tensors.align(plan, donors)


@pytest.mark.parametrize("seed", range(CASES))
def test_every_row_is_made_of_what_is_said(seed):
    plan, sizes = random_plan(random.Random(seed))
    sources, made = RowSources(plan), aligned(plan, sizes)
    zero = {name: (tensor == 0).all(1).numpy() for name, tensor in made.items()}
    assert sources.planned_zero.tolist() == np.all(list(zero.values()), axis=0).tolist()
    for name, own in zero.items():
        assert [not sources.given(name, row) for row in range(plan.rows)] == own.tolist()
    everything = np.arange(plan.rows)
    for name, count in sizes.items():
        reads = [sources.read(name, everything[row : row + 1]).tolist() for row in range(plan.rows)]
        assert sources.read(name, everything).tolist() == sorted({own for found in reads for own in found})
        for own in range(count):
            spoilt = torch.stack([one.isnan().any(1) for one in aligned(plan, sizes, (name, own)).values()])
            assert spoilt.any(0).tolist() == [own in found for found in reads], (name, own)
