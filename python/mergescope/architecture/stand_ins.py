"""Loading without values: transformers is given tensors of the meta device under the names of the files."""

from __future__ import annotations

import torch

from mergescope.architecture.differences import Differences, Misshapen, StoredTensors
from mergescope.architecture.model_class import NamedClass, loaded_with_report


def load_stand_ins(named: NamedClass, stored: StoredTensors) -> Differences | None:
    """What `from_pretrained` says of the names and shapes, its conversions of older layouts included.

    Returns:
        None where it stops at them.
    """
    state = {name: torch.empty(shape, dtype=dtype, device="meta") for name, (dtype, shape) in stored.items()}
    try:
        _, report = loaded_with_report(
            named,
            None,
            config=named.config,
            state_dict=state,
            device_map={"": "meta"},
        )
    except Exception:
        return None
    return Differences(
        missing=sorted(report["missing_keys"]),
        unexpected=sorted(report["unexpected_keys"]),
        misshapen=sorted(
            Misshapen(name, tuple(held), tuple(wanted)) for name, held, wanted in report["mismatched_keys"]
        ),
    )
