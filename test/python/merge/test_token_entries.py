"""Which parts have an entry for each token, and along which axis."""

from __future__ import annotations

from importlib.metadata import version

from mergescope.merge.anatomy.parts import Part
from mergescope.merge.anatomy.rows import mark_rows


def test_the_entries_of_bart_lie_along_the_second_axis():
    parts = [Part("model.shared.weight"), Part("final_logits_bias"), Part("model.encoder.norm.bias")]
    assert mark_rows(parts, None, {}) == "model.shared.weight"
    older = version("mergekit") == "0.1.4"
    assert [part.axis for part in parts] == [0, None if older else 1, None]
