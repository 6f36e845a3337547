"""Whether the class that the output's config.json names has the tensors that the output has."""

from __future__ import annotations

from pathlib import Path

from mergescope.architecture.check import check_with_lead
from mergescope.merge.output_files import lead_folder
from mergescope.merge.prepared import Prepared
from mergescope.messages import Architecture


def check_class(ready: Prepared, output: Path) -> Architecture:
    """Builds the class without its weights, from the config.json in `output`; no file of weights needs to be there."""
    stored = {tensor.name: (tensor.dtype, tensor.shape) for tensor in ready.outputs}
    return check_with_lead(output, stored, lead_folder(ready.plan), ready.plan.options.trust_remote_code)
