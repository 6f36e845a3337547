"""Buffers that lie in older checkpoints, though the model makes them anew and never saves them."""

from __future__ import annotations

import re

from mergescope.merge.anatomy.parts import Part
from mergescope.merge.anatomy.patterns import pattern_of, same_but_for_prefix
from mergescope.merge.anatomy.skeleton import Skeleton

# As src/core/preflight/anatomy/tensor-layers.ts has them; the causal masks of older models have the name of a bias.
_OLD = re.compile(r"(^|\.)(rotary_emb\.inv_freq|masked_bias|attn\.bias|attention\.bias)$")


def split_off(parts: list[Part], skeleton: Skeleton | None) -> tuple[list[Part], list[Part]]:
    """The parts that are merged, and those that are not."""
    unsaved = {pattern_of(name)[0] for name in skeleton.unsaved} if skeleton else set()
    saved = {pattern_of(name)[0] for name in skeleton.names} - unsaved if skeleton else set()

    def is_buffer(part: Part) -> bool:
        if any(same_but_for_prefix(part.name, name) for name in saved if name.endswith(_last(part.name))):
            return False
        if any(same_but_for_prefix(part.name, name) for name in unsaved):
            return True
        return is_old_buffer(part.name)

    kept = [part for part in parts if not is_buffer(part)]
    return kept, [part for part in parts if part not in kept]


def is_old_buffer(name: str) -> bool:
    """Whether it is one by its name, of whatever model."""
    return bool(_OLD.search(name))


def _last(name: str) -> str:
    return name.rpartition(".")[2]
