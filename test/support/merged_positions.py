"""Whether positions, merged by mergekit as values, come out as they went in: a line of JSON for each merge that is asked for."""

from __future__ import annotations

import json
import sys

import torch
from mergekit.merge_methods.api import merge_state_dicts


def kept(asked: dict) -> bool:
    dtype, out_dtype = (asked[name] and getattr(torch, asked[name]) for name in ("dtype", "out_dtype"))
    positions = torch.arange(asked["count"]).reshape(1, -1)
    # As its loader gives them: in the dtype of the config.
    donors = [{"position_ids": positions.to(dtype)} for _ in asked["weights"]]
    method = asked["method"]
    base = 0 if method == "task_arithmetic" else None
    weights = asked["weights"][1:] if base == 0 else asked["weights"]
    parameters = {} if method == "passthrough" else {"weight": weights}
    merged = merge_state_dicts(
        donors[:1] if method == "passthrough" else donors,
        method,
        parameters=parameters,
        base=base,
        dtype=dtype,
        out_dtype=out_dtype or dtype,
    )
    return torch.equal(merged["position_ids"].double(), positions.double())


for line in sys.stdin:
    print(json.dumps(kept(json.loads(line))))
