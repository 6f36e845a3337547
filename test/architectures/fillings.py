"""What a config has to be given where its own default is nothing."""

from __future__ import annotations

import re
from typing import Any

from sizes import small

_BACKBONE = {
    "model_type": "resnet",
    "embedding_size": 8,
    "hidden_sizes": [8, 16, 32, 64],
    "depths": [1, 1, 1, 1],
    "out_features": ["stage2", "stage3", "stage4"],
}
_TEXT = {
    "model_type": "bert",
    "vocab_size": 96,
    "hidden_size": 32,
    "num_attention_heads": 4,
    "intermediate_size": 48,
}
_IMAGE = {
    "model_type": "vit",
    "hidden_size": 32,
    "num_attention_heads": 4,
    "intermediate_size": 48,
    "image_size": 32,
}
_SOUND = {"model_type": "wav2vec2", "hidden_size": 32, "num_attention_heads": 4, "intermediate_size": 48}
_DECODER = {**_TEXT, "is_decoder": True, "add_cross_attention": True}

#: Models put together from others have no parts by default.
_PARTS: dict[str, dict[str, Any]] = {
    "encoder-decoder": {"encoder": _TEXT, "decoder": _DECODER},
    "vision-encoder-decoder": {"encoder": _IMAGE, "decoder": _DECODER},
    "speech-encoder-decoder": {"encoder": _SOUND, "decoder": _DECODER},
    "vision-text-dual-encoder": {"vision_config": _IMAGE, "text_config": _TEXT},
    "musicgen": {
        "text_encoder": {"model_type": "t5"},
        "audio_encoder": {"model_type": "encodec"},
        "decoder": {"model_type": "musicgen_decoder"},
    },
    "musicgen_melody": {
        "text_encoder": {"model_type": "t5"},
        "audio_encoder": {"model_type": "encodec"},
        "decoder": {"model_type": "musicgen_melody_decoder"},
    },
    "rag": {"question_encoder": {"model_type": "dpr"}, "generator": {"model_type": "bart"}},
    "gemma4_assistant": {"text_config": {"model_type": "gemma4_text", "hidden_size_per_layer_input": 0}},
}

_VALUES: dict[str, Any] = {
    "prediction_length": 4,
    "layer_types": ["conv", "full_attention"],
    "mlp_layer_types": ["dense", "sparse"],
    "vocabulary_map": {"<image>": 9},
}


def parts_of(model_type: str) -> dict[str, Any]:
    """The configs that the type is put together from."""
    return _PARTS.get(model_type, {})


def fillings(config: Any, inside: tuple[str, ...] = ()) -> dict[tuple[str, ...], Any]:
    """Values for what is None, by its path; the search keeps those that are needed."""
    found: dict[tuple[str, ...], Any] = {}
    for name, value in vars(config).items():
        if hasattr(value, "model_type"):
            found |= fillings(value, (*inside, name))
        elif value is None and (given := _filling(name)) is not None:
            found[(*inside, name)] = given
        elif name == "use_timm_backbone" and value:
            found[(*inside, name)] = False
        elif name == "backbone_config":
            found[(*inside, name)] = _BACKBONE
    if "backbone_config" in vars(config):
        found[(*inside, "backbone_config")] = _BACKBONE
    return found


def _filling(name: str) -> Any:
    if name.startswith("_"):
        return None
    if re.search("token_id$|token_index$", name):
        return 3
    if name in _VALUES:
        return _VALUES[name]
    return small(name, 1 << 30)
