"""What config.json says layer by layer, where the layers of the output are stacked or cut out.

A list with one entry a layer takes each from the layer that the output's comes from; a list of layers by number
names those of the output that come from them.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass

from mergescope.architecture.layer_counts import LAYER_COUNT
from mergescope.merge.config_paths import Path, Settings, at_path, count_at, list_at, set_at
from mergescope.messages import Json

# Lists of layers by number, and the number of the first one.
_NUMBERS = {
    "mlp_only_layers": 0,
    "attn_layer_indices": 0,
    "full_attn_idxs": 0,
    "cross_attention_layers": 0,
    "moe_layers": 0,
    "hybrid_layer_ids": 0,
    "fullatt_block_indexes": 0,
    "window_block_indexes": 0,
    "window_block_indices": 0,
    "global_attn_indexes": 0,
    "residual_block_indices": 0,
    "rope_scaling_layers": 0,
    "subsample_layers": 0,
    "kda_layers": 1,
    "full_attn_layers": 1,
}
# Counts of the layers at the front that are of a kind, and of those at the end.
_FRONT = (
    "first_k_dense_replace",
    "num_dense_layers",
    "moe_layer_start_index",
    "num_first_full_attention_layers",
)
_BACK = ("num_kv_shared_layers", "num_last_full_attention_layers")
# The last layer of a kind, by its number; -1 is the last of all.
_LAST = ("moe_layer_end_index",)
# Which layers are of a kind, said by a count: lists cannot follow it.
_PERIODS = (
    "attn_layer_period",
    "expert_layer_period",
    "decoder_sparse_step",
    "encoder_sparse_step",
    "moe_layer_interval",
    "moe_layer_freq",
    "cross_layer_interval",
    "cross_attention_frequency",
)
_PATTERN = "hybrid_override_pattern"
# Lists that may well be as long as a model has layers, and have nothing to do with them.
_OTHER_SENSES = re.compile(
    r"token|^architectures$|languages|section|indices|indexes|_ids?$|_idxs?$|stage|depths|dilation|kernel|stride"
    r"|(image|patch|window)_sizes?$|_mean$|_std$|out_features|feature_layer|factor|task|labels|keys|channels|modules"
    r"|kv_source_layers"
)


@dataclass(frozen=True)
class Stack:
    """One stack of layers of the output.

    count: where config.json has the number of its layers; sources: of each layer of the output, the whole config
    of the model that leads it there and the number of the layer in that model.
    """

    count: Path
    sources: tuple[tuple[Settings, int], ...]

    def is_whole(self, model: Settings) -> bool:
        """Whether it is that of the model, layer by layer: then what its config says of them holds, sensible or not."""
        layers = count_at(model, self.count)
        first = self.sources[0][0] if self.sources else {}
        return (
            [layer for _, layer in self.sources] == list(range(layers))
            and all(source is first for source, _ in self.sources)
            and all(first.get(key) == value for key, value in model.items())
        )


def with_layers(settings: Settings, full: Settings, stack: Stack) -> tuple[Settings, list[str]]:
    """`settings` with the count of the layers and all that goes layer by layer, and what could not follow.

    Args:
        settings: the config.json of the output so far, of the leading model.
        full: the same model's config with its defaults, before anything was changed.
    """
    section = stack.count[:-1]
    layers = count_at(full, stack.count)
    if stack.is_whole(full):
        return settings, []
    changed = copy.deepcopy(settings)
    set_at(changed, stack.count, len(stack.sources))
    lost = []
    for path, value in _said(full, settings, section, stack.count[-1]):
        new = _followed(path, value, layers, stack)
        if new is None:
            lost.append(".".join(path))
        elif new != value:
            set_at(changed, path, new)
    return changed, lost


def count_path(full: Settings, layers: int, hint: str) -> Path | None:
    """Where a config has the number of a stack's layers, for an architecture that does not say it."""
    counts: list[Path] = [
        path for path, value in _leaves(full, parts=True) if LAYER_COUNT.search(path[-1]) and value == layers
    ]
    # What lies deeper is a part of a part, and counts only where nothing else does.
    candidates = [path for path in counts if len(path) < 3] or counts
    if len(candidates) > 1:
        words = {word for word in re.split(r"[._]", hint) if len(word) > 3}
        alike = [path for path in candidates if words & set(re.split(r"[._]", ".".join(path)))]
        candidates = alike or [
            path
            for path in candidates
            if path[:-1][-1:] == ("text_config",) or path == ("num_hidden_layers",)
        ]
    return candidates[0] if len(candidates) == 1 else None


def _said(full: Settings, settings: Settings, section: Path, count: str) -> Iterator[tuple[Path, Json]]:
    """Every value that may go by layer, as config.json has it, else as its defaults are."""
    paths = dict.fromkeys(
        path for source in (settings, full) for path, _ in _leaves(_section(source, section), section)
    )
    other = "decoder" if "encoder" in count else "encoder" if "decoder" in count else None
    for path in paths:
        if other is None or other not in path[-1]:
            own = at_path(settings, path)
            value = at_path(full, path) if own is None else own
            if value is not None:
                yield path, value


def _followed(path: Path, value: Json, layers: int, stack: Stack) -> Json:
    """The value for the layers of the output: as it is where it does not go by layer; None where it cannot follow."""
    name = path[-1]
    if name in _NUMBERS and isinstance(value, list):
        return _numbers(path, stack, _NUMBERS[name])
    if isinstance(value, int) and name in (*_FRONT, *_BACK, *_LAST):
        return _edge(path, value, stack)
    if name in _PERIODS and isinstance(value, int):
        kept = value < 2 or all(at % value == layer % value for at, (_, layer) in enumerate(stack.sources))
        return value if kept else None
    if isinstance(value, str) and name == _PATTERN and len(value) == layers:
        letters = _entries(path, stack, list(value))
        return None if letters is None else "".join(map(str, letters))
    if isinstance(value, list) and not _OTHER_SENSES.search(name) and len(value) == layers:
        return _entries(path, stack, value)
    return value


def _entries(path: Path, stack: Stack, values: list[Json]) -> list[Json] | None:
    """Those of the layers of the output; None where one of them is nowhere."""
    entries = [_entry(path, source, stack.count, values, layer) for source, layer in stack.sources]
    known = [entry[0] for entry in entries if entry is not None]
    return known if len(known) == len(entries) else None


def _entry(path: Path, source: Settings, count: Path, values: list[Json], layer: int) -> tuple[Json] | None:
    own = at_path(source, path)
    if isinstance(own, list | str) and len(own) == count_at(source, count) and layer < len(own):
        return (own[layer],)
    return (values[layer],) if layer < len(values) else None


def _numbers(path: Path, stack: Stack, first: int) -> list[Json]:
    named = [layer + first in list_at(source, path) for source, layer in stack.sources]
    return [at + first for at, is_named in enumerate(named) if is_named]


def _edge(path: Path, value: int, stack: Stack) -> int | None:
    """How many layers at the front or the end are of a kind, or which is the last; None where others come between."""
    back, last = path[-1] in _BACK, path[-1] in _LAST
    if last and value < 0:
        return value
    kinds = [_is_in(path, source, layer, stack.count) for source, layer in stack.sources]
    return sum(kinds) - last if kinds == sorted(kinds, reverse=not back) else None


def _is_in(path: Path, source: Settings, layer: int, count: Path) -> bool:
    edge = count_at(source, path)
    if path[-1] in _BACK:
        return layer >= count_at(source, count) - edge
    return layer < edge + (path[-1] in _LAST) or (path[-1] in _LAST and edge < 0)


def _section(settings: Settings, path: Path) -> Settings:
    section = at_path(settings, path)
    return section if isinstance(section, dict) else {}


def _leaves(settings: Settings, at: Path = (), parts: bool = False) -> Iterator[tuple[Path, Json]]:
    """All values of a section; those of sections in it that count layers of their own only as `parts`."""
    for key, value in settings.items():
        if not isinstance(value, dict):
            yield (*at, str(key)), value
        elif parts or not _is_other(str(key), value):
            yield from _leaves(value, (*at, str(key)), parts)


def _is_other(key: str, section: Settings) -> bool:
    if re.search(r"^rope_|quantization", key):
        return True
    return any(LAYER_COUNT.search(str(name)) and value is not None for name, value in section.items())
