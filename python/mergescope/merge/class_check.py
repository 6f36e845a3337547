"""Whether the class that the output's config.json names has the tensors that the output has."""

from __future__ import annotations

from pathlib import Path

from mergescope.architecture.differences import StoredTensors
from mergescope.architecture.remembered import key_of, remember, remembered
from mergescope.merge.output_files import donor_folders, lead_folder
from mergescope.merge.prepared import Prepared
from mergescope.messages import Architecture


def check_class(ready: Prepared, output: Path) -> Architecture:
    """Builds the class without its weights, from the config.json in `output`; no file of weights needs to be there.
    What is remembered of an output like it takes its place, unless code of the model's own may run."""
    stored = {tensor.name: (tensor.dtype, tensor.shape) for tensor in ready.outputs}
    memory = ready.request.class_checks
    if memory is None or ready.plan.options.trust_remote_code:
        return _built(ready, output, stored)
    key = key_of(output, stored)
    architecture = remembered(Path(memory), key)
    if architecture is None:
        architecture = _built(ready, output, stored)
        remember(Path(memory), key, architecture)
    return architecture


def _built(ready: Prepared, output: Path, stored: StoredTensors) -> Architecture:
    # Imports most of transformers.
    from mergescope.architecture.check import check_with_lead

    lead = lead_folder(ready.plan)
    others = [folder for folder in donor_folders(ready.plan) if folder != lead]
    return check_with_lead(output, stored, lead, ready.plan.options.trust_remote_code, others)
