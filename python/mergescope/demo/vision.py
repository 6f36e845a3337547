"""The vision half of `Mistral3ForConditionalGeneration`, the architecture of Mistral Small 24B from 3.1 on."""

from __future__ import annotations

SIZES = {
    "hidden_size": 32,
    "intermediate_size": 48,
    "num_hidden_layers": 1,
    "num_attention_heads": 2,
    "head_dim": 16,
    "image_size": 56,
    "patch_size": 14,
    "num_channels": 3,
}
VISION = {"model_type": "pixtral", **SIZES}
PREFIX = "language_model."


def vision_shapes(hidden: int) -> dict[str, tuple[int, ...]]:
    """Tensors beside the language model; `hidden` is the language model's size."""
    v, inner = SIZES["hidden_size"], SIZES["intermediate_size"]
    layer = "vision_tower.transformer.layers.0"
    attention: dict[str, tuple[int, ...]] = {f"{layer}.attention.{name}_proj": (v, v) for name in "koqv"}
    return {
        f"{name}.weight": size
        for name, size in {
            "multi_modal_projector.linear_1": (hidden, v),
            "multi_modal_projector.linear_2": (hidden, hidden),
            "multi_modal_projector.norm": (v,),
            "multi_modal_projector.patch_merger.merging_layer": (v, 4 * v),
            "vision_tower.ln_pre": (v,),
            "vision_tower.patch_conv": (v, 3, SIZES["patch_size"], SIZES["patch_size"]),
            **attention,
            f"{layer}.attention_norm": (v,),
            f"{layer}.feed_forward.down_proj": (v, inner),
            f"{layer}.feed_forward.gate_proj": (inner, v),
            f"{layer}.feed_forward.up_proj": (inner, v),
            f"{layer}.ffn_norm": (v,),
        }.items()
    }


def mistral3_config(text: dict[str, object]) -> dict[str, object]:
    outer = {"torch_dtype": text["torch_dtype"], "tie_word_embeddings": text["tie_word_embeddings"]}
    return {
        "architectures": ["Mistral3ForConditionalGeneration"],
        "model_type": "mistral3",
        **outer,
        "image_token_index": 10,
        "multimodal_projector_bias": False,
        "projector_hidden_act": "gelu",
        "spatial_merge_size": 2,
        "vision_feature_layer": -1,
        "text_config": {key: value for key, value in text.items() if key != "architectures"},
        "vision_config": VISION,
    }
