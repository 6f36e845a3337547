"""One forward pass, with whatever the model takes: ids of tokens, a picture, sound."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator

import torch

from mergescope.architecture.text_config import text_config
from mergescope.errors import in_one_line
from mergescope.library_types import PretrainedConfig, PreTrainedModel
from mergescope.messages import Trial

#: Ids that are tried at most.
MOST_IDS = 32
#: Frames and samples of sound where the config names no length.
FRAMES, SAMPLES = 200, 16_000
#: What models call that which they are for, the first that is there.
_RESULTS = ("logits", "logits_per_image", "start_logits", "prediction_logits", "last_hidden_state")

Inputs = dict[str, torch.Tensor]


def try_forward(model: PreTrainedModel, specials: list[int]) -> Trial:
    """Runs the model once; the first inputs that it takes count."""
    problem = None
    for told, inputs in _candidates(model, specials):
        try:
            with torch.no_grad():
                result = _result(model(**inputs))
        except Exception as error:
            problem = problem or in_one_line(error)
            continue
        return {"inputs": told, "problem": None, "finite": bool(result.isfinite().all())}
    return {"inputs": None, "problem": problem if _reads_text_only(model) else None, "finite": False}


def _reads_text_only(model: PreTrainedModel) -> bool:
    """Whether ids of tokens are all that it can want."""
    takes = inspect.signature(model.forward).parameters
    senses = ("pixel", "visual", "image", "audio", "speech", "input_features", "input_values")
    others = any(word in name for name in takes for word in senses)
    return _main_input(model) == "input_ids" and not others and not _parts(model.config)


def _candidates(model: PreTrainedModel, specials: list[int]) -> Iterator[tuple[str, Inputs]]:
    takes = set(inspect.signature(model.forward).parameters)
    text = _ids(model, specials) if "input_ids" in takes else None
    seen = [
        candidate
        for name in ("pixel_values", "input_features", "input_values")
        if name in takes
        for candidate in _sensed(name, model)
    ]
    main = _main_input(model)
    if text is not None and main == "input_ids":
        yield f"{text.shape[1]} token ids", _with_decoder(model, takes, {"input_ids": text}, text)
    for told, inputs in seen:
        alone = text if text is not None else _decoder_ids(model)
        yield told, _with_decoder(model, takes, inputs, alone)
        if text is not None:
            both = {"input_ids": text, **inputs}
            yield f"{text.shape[1]} token ids and {told}", _with_decoder(model, takes, both, text)


def _with_decoder(
    model: PreTrainedModel, takes: set[str], inputs: Inputs, ids: torch.Tensor | None
) -> Inputs:
    if (
        "decoder_input_ids" in takes
        and getattr(model.config, "is_encoder_decoder", False)
        and ids is not None
    ):
        return {**inputs, "decoder_input_ids": ids[:, :2]}
    return inputs


def _decoder_ids(model: PreTrainedModel) -> torch.Tensor:
    return torch.tensor([[int(getattr(model.config, "decoder_start_token_id", None) or 0)] * 2])


def _ids(model: PreTrainedModel, specials: list[int]) -> torch.Tensor | None:
    """The first and the last tokens, one in the middle and the special ones."""
    try:
        embeddings = model.get_input_embeddings()
    except Exception:
        return None
    rows = getattr(embeddings, "num_embeddings", None)
    if rows is None:
        return None
    positions = getattr(text_config(model.config), "max_position_embeddings", None) or MOST_IDS + 4
    most = max(2, min(MOST_IDS, positions - 4))
    ends = getattr(model.config, "eos_token_id", None)
    end = ends[0] if isinstance(ends, list) and ends else ends
    others = [0, 1, rows // 2, rows - 1, *specials]
    ids = sorted({token for token in others if 0 <= token < rows and token != end})[: most - 1]
    # Some classifiers read what stands at the end of the text.
    return torch.tensor([[*ids, end] if isinstance(end, int) and 0 <= end < rows else ids])


def _sensed(name: str, model: PreTrainedModel) -> Iterator[tuple[str, Inputs]]:
    configs = [model.config, *_parts(model.config)]
    if name == "pixel_values":
        size = next(
            (size for config in configs if (size := _size(getattr(config, "image_size", None)))), (224, 224)
        )
        channels = next((count for config in configs if (count := _channels(config))), 3)
        height, width = size
        yield f"a picture of {height} × {width}", {name: torch.zeros(1, channels, height, width)}
    elif name == "input_features":
        bands = next((config.num_mel_bins for config in configs if getattr(config, "num_mel_bins", None)), 80)
        positions = next(
            (
                config.max_source_positions
                for config in configs
                if getattr(config, "max_source_positions", None)
            ),
            0,
        )
        for frames in dict.fromkeys([2 * positions or FRAMES, FRAMES]):
            yield f"{frames} frames of sound", {name: torch.zeros(1, bands, frames)}
            yield f"{frames} frames of sound", {name: torch.zeros(1, frames, bands)}
    else:
        bands, frames = (
            getattr(model.config, "num_mel_bins", None),
            getattr(model.config, "max_length", FRAMES),
        )
        if bands:
            yield f"{frames} frames of sound", {name: torch.zeros(1, frames, bands)}
        yield f"{SAMPLES} samples of sound", {name: torch.zeros(1, SAMPLES)}
        yield f"{SAMPLES} samples of sound", {name: torch.zeros(1, 1, SAMPLES)}


def _channels(config: PretrainedConfig) -> int | None:
    return getattr(config, "num_channels", None) or getattr(config, "in_channels", None)


def _size(value: object) -> tuple[int, int] | None:
    if isinstance(value, int) and value > 0:
        return value, value
    return (value[0], value[1]) if isinstance(value, (list, tuple)) and len(value) == 2 else None


def _parts(config: PretrainedConfig) -> list[PretrainedConfig]:
    """The configs of what a model sees and hears with."""
    return [
        part
        for name, part in vars(config).items()
        if hasattr(part, "to_dict") and any(word in name for word in ("vision", "image", "audio", "speech"))
    ]


def _main_input(model: PreTrainedModel) -> str:
    main = getattr(model, "main_input_name", "input_ids")
    return main if isinstance(main, str) else next(iter(main), "input_ids")


def _result(output: Iterable[object]) -> torch.Tensor:
    for name in _RESULTS:
        value = getattr(output, name, None)
        if isinstance(value, torch.Tensor):
            return value
    to_tuple = getattr(output, "to_tuple", None)
    values = to_tuple() if to_tuple else output
    return next(value for value in values if isinstance(value, torch.Tensor) and value.is_floating_point())
