"""Every model type of transformers, and the class that stands for it in the table."""

from __future__ import annotations

import importlib
import inspect
from typing import Any

import transformers
from transformers.models.auto import configuration_auto, modeling_auto

#: What a type's class is taken from: the first that names one. What most merges are of stands first.
_TASKS = (
    "MASKED_LM IMAGE_TEXT_TO_TEXT SEQ_TO_SEQ_CAUSAL_LM SPEECH_SEQ_2_SEQ TEXT_TO_WAVEFORM TEXT_TO_SPECTROGRAM "
    "CAUSAL_LM MULTIMODAL_LM CTC PRETRAINING RNNT TDT ZERO_SHOT_IMAGE_CLASSIFICATION IMAGE_CLASSIFICATION OBJECT_DETECTION "
    "ZERO_SHOT_OBJECT_DETECTION UNIVERSAL_SEGMENTATION INSTANCE_SEGMENTATION SEMANTIC_SEGMENTATION "
    "DEPTH_ESTIMATION VIDEO_CLASSIFICATION MASK_GENERATION IMAGE_TO_IMAGE KEYPOINT_MATCHING KEYPOINT_DETECTION "
    "TIME_SERIES_PREDICTION"
).split()


def model_types() -> list[str]:
    """The names of all types."""
    return list(configuration_auto.CONFIG_MAPPING_NAMES)


def config_class(model_type: str) -> Any:
    return configuration_auto.CONFIG_MAPPING[model_type]


def model_class(model_type: str) -> Any:
    """The class that stands for a type.

    Raises:
        LookupError: transformers has no model of it.
    """
    for mapping in [f"MODEL_FOR_{task}_MAPPING_NAMES" for task in _TASKS] + ["MODEL_MAPPING_NAMES"]:
        names = getattr(modeling_auto, mapping).get(model_type)
        if names:
            found = getattr(transformers, names if isinstance(names, str) else names[0], None)
            if found is not None:
                return found
    return _own_class(config_class(model_type))


def _own_class(kind: type) -> Any:
    """A class that says itself that this is its config: parts of models stand in no list."""
    module = importlib.import_module(kind.__module__.replace("configuration_", "modeling_"))
    for _, found in sorted(inspect.getmembers(module, inspect.isclass)):
        if (
            issubclass(found, transformers.PreTrainedModel)
            and found.__module__ == module.__name__
            and found.config_class is kind
            and not found.__name__.endswith("PreTrainedModel")
        ):
            return found
    raise LookupError("transformers has no model of it, only a config")


def built(model_type: str, class_name: str | None = None) -> tuple[Any, Any]:
    """A small config of a type, and the class that it builds.

    Raises:
        Exception: why transformers builds none.
    """
    from small_config import small_config

    found = getattr(transformers, class_name) if class_name else model_class(model_type)
    return small_config(config_class(model_type), found), found
