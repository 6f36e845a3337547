"""Whether a merged model is what its formula says, and loads."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import torch
from donors import NAMES
from formulas import METHODS
from safetensors.torch import load_file

#: How far a value computed in single precision may be from its formula.
FAR = 2e-6

#: What is wrong with a model that may load all the same.
OTHER_NAMES = "other names"


def judge(
    folder: Path, output: Path, method: str, model_class: Any, loads: dict[str, list[str]]
) -> str | None:
    """What is wrong with a merged model; None: nothing. Names and shapes, values, config.json, and how it loads.

    Args:
        folder: of the donors.
        output: the merged model.
        loads: what transformers said when it loaded a donor.
    """
    donors = [weights(folder / name) for name in NAMES]
    found = weights(output)
    wrong = names(donors[0], found) or values(donors, found, method)
    if wrong is None and not alike(folder / NAMES[0], output, donors[0], found):
        wrong = config(folder / NAMES[0], output, model_class) or loading(output, model_class, loads)
    return wrong


def alike(donor: Path, output: Path, before: dict[str, torch.Tensor], after: dict[str, torch.Tensor]) -> bool:
    """Whether transformers sees no difference but in values: it then loads the one as it loads the other."""
    settings = [json.loads((one / "config.json").read_text()) for one in (donor, output)]
    for one in settings:
        one.pop("transformers_version", None)
    return settings[0] == settings[1] and all(
        tensor.dtype == after[name].dtype for name, tensor in before.items()
    )


def same_once_loaded(
    folder: Path, output: Path, method: str, model_class: Any, loads: dict[str, list[str]]
) -> bool:
    """Whether transformers makes of a merged model, whatever its tensors are called, what the formula gives of the donors."""
    if loading(output, model_class, loads) is not None:
        return False
    *donors, found = (state(one, model_class) for one in (*(folder / name for name in NAMES), output))
    return names(donors[0], found) is None and values(donors, found, method) is None


def state(folder: Path, model_class: Any) -> dict[str, torch.Tensor]:
    return dict(model_class.from_pretrained(folder).state_dict())


def weights(folder: Path) -> dict[str, torch.Tensor]:
    found: dict[str, torch.Tensor] = {}
    for file in sorted(folder.glob("*.safetensors")):
        found |= load_file(file)
    return found


def names(donor: dict[str, torch.Tensor], found: dict[str, torch.Tensor]) -> str | None:
    """Names and layout are those of the donors' files."""
    lost, new = sorted(set(donor) - set(found)), sorted(set(found) - set(donor))
    if lost and new:
        return f"{OTHER_NAMES}: {lost[0]} … ({len(lost)}) became {new[0]} … ({len(new)})"
    if lost:
        return f"{len(lost)} of {len(donor)} tensors lost: {lost[0]} …"
    if new:
        return f"{len(new)} tensors too many: {new[0]} …"
    for name, tensor in donor.items():
        other = found[name]
        if tensor.shape != other.shape:
            return f"{name} has shape {list(other.shape)}, the donors' {list(tensor.shape)}"
    return None


def values(donors: list[dict[str, torch.Tensor]], found: dict[str, torch.Tensor], method: str) -> str | None:
    """Each tensor is the formula's value; what does not count as a number is the donors' own."""
    for name, tensor in found.items():
        given = [donor[name] for donor in donors]
        if not given[0].is_floating_point():
            if not torch.equal(tensor.double(), given[0].double()):
                return (
                    f"{name} holds other {str(given[0].dtype).removeprefix('torch.')} values than the donors"
                )
            continue
        expected, doubts = METHODS[method][1](given)
        far = (tensor.double() - expected).abs() > FAR * (1 + expected.abs())
        # NaN is far from everything.
        far |= tensor.isnan()
        wrong = int((far & ~doubts).sum())
        if wrong:
            return f"{name} has {wrong} of {tensor.numel()} values that are not the formula's"
    return None


def config(donor: Path, output: Path, model_class: Any) -> str | None:
    """config.json means to transformers what the donors' means."""
    before, after = (read_config(one, model_class) for one in (donor, output))
    for key in sorted({*before, *after}):
        if before.get(key) != after.get(key):
            return f"config.json: {key} is {json.dumps(after.get(key))[:60]}, the donors' {json.dumps(before.get(key))[:60]}"
    return None


def read_config(folder: Path, model_class: Any) -> dict[str, Any]:
    whole = model_class.config_class.from_pretrained(folder).to_dict()
    whole["architectures"] = json.loads((folder / "config.json").read_text())["architectures"]
    for key in ("_name_or_path", "transformers_version"):
        whole.pop(key, None)
    return json.loads(json.dumps(whole, sort_keys=True, default=str))


def loading(output: Path, model_class: Any, donor: dict[str, list[str]]) -> str | None:
    """transformers finds every tensor that it wants, and no other, unless it says the same of a donor."""
    for kind, keys in load_info(output, model_class).items():
        if keys != donor[kind]:
            return f"transformers calls {len(keys)} tensors {kind.removesuffix('_keys')}: {keys[0] if keys else 'none'}"
    return None


def load_info(folder: Path, model_class: Any) -> dict[str, list[str]]:
    """What transformers says when it loads a model: missing, unexpected and mismatched tensors."""
    logging.disable(logging.CRITICAL)
    try:
        _, info = model_class.from_pretrained(folder, output_loading_info=True)
    finally:
        logging.disable(logging.NOTSET)
    kinds = ("missing_keys", "unexpected_keys", "mismatched_keys")
    return {kind: sorted(map(str, info[kind])) for kind in kinds}
