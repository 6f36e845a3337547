"""What makes a model small: the sizes of a config by the words of their names, and the most that each may be."""

from __future__ import annotations

import re
from typing import Any

#: The first line whose words a name holds decides; None leaves the value alone.
_RULES: list[tuple[str, int | None]] = [
    (
        r"token_id$|_idx$|_index$|^id2label|theta|base_size|^num_labels|_ratio$|_freq$|period|interval|feat_extract",
        None,
    ),
    (r"experts_per_tok|top_?k|num_shared|n_shared|experts_top", 2),
    (r"n_group$|topk_group|num_expert_group", 1),
    (r"num_.*experts|^n_.*experts|num_expert|experts_num|moe_num_experts$", 4),
    (r"vocab|n_words|codebook_size|num_embeddings|codec_size|num_codes", 96),
    (r"position|n_ctx|max_.*len|context_length|seq_len|max_length|n_positions|num_frames|max_.*_frames", 64),
    (r"key_value_heads|kv_heads|num_kv|query_groups", 2),
    (r"head_dim|head_size|d_kv|dim_head|key_dim$|value_dim$|key_head_dim|value_head_dim|head_features", 8),
    (r"heads|n_head", 4),
    (r"patch_size|patch_len|patch_stride", 4),
    (r"image_size|img_size|input_size$|spectrogram_length|crop_size", 32),
    (r"num_mel|mel_bins|n_mels|input_feat|feat_.*dim", 16),
    (r"layers|n_layer|^depth$|num_blocks|_depth$|num_hidden$|num_.*_blocks|blocks_num", 2),
    (r"queries|num_latents|num_.*tokens|num_query|latents", 8),
    (
        r"kernel|window|stride|chunk|group|num_channels$|type_vocab|num_feature_levels|scale_factor|merge",
        None,
    ),
    (r"intermediate|ffn|d_ff|mlp_dim|inner|feed_?forward|filter_size|hidden_mlp", 48),
    (r"size|dim|rank|width|channels|hidden|embd|embed|d_model|state|channel|features|units|filters", 32),
]


def small(name: str, value: int) -> int | None:
    """The size that the value gets; None where it may stay."""
    if re.search("type_vocab", name):
        return None
    for words, most in _RULES:
        if re.search(words, name):
            return None if most is None or value <= most else most
    return None


def small_list(name: str, value: list[int] | tuple[int, ...]) -> list[int] | None:
    """The same for a list with a number a stage: the depths become ones, widths keep their proportions."""
    if re.search("depth|layers|blocks", name):
        return [1 for _ in value]
    if re.search("heads", name):
        return [min(one, 2) for one in value]
    if re.search("dim|size|width|channels|hidden|embed|features", name) and min(value) > 8:
        return [max(8, 8 * one // min(value)) for one in value]
    return None


def smaller_sizes(config: Any, inside: tuple[str, ...] = ()) -> dict[tuple[str, ...], Any]:
    """Smaller values for the sizes of a config and of the configs in it, by their path."""
    found: dict[tuple[str, ...], Any] = {}
    for name, value in vars(config).items():
        if name.startswith("_"):
            continue
        path = (*inside, name)
        if hasattr(value, "model_type"):
            found |= smaller_sizes(value, path)
        elif type(value) is int:
            smaller = small(name, value)
            if smaller is not None:
                found[path] = smaller
        elif isinstance(value, (list, tuple)) and value and all(type(one) is int for one in value):
            smaller = small_list(name, value)
            if smaller is not None and smaller != list(value):
                found[path] = smaller
    return _with_tokens(config, inside, found)


def _with_tokens(config: Any, inside: tuple[str, ...], found: dict[tuple[str, ...], Any]) -> dict[Any, Any]:
    """Ids of tokens become ones of the smaller vocabulary, each another."""
    names = sorted(name for name in vars(config) if name.endswith(("token_id", "token_index", "token_idx")))
    for number, name in enumerate(names):
        value = getattr(config, name)
        if type(value) is int and value >= 64:
            found[(*inside, name)] = 10 + number
    return found
