"""A model whose adapter is not merged yet is planned as the model alone: merging changes its values, not its tensors."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from mergescope.merge.adapters import holds_weights, merged_folder
from mergescope.merge.planning import donor_order, read_config
from mergescope.merge.request import MergeRequest

FOLDER = ".adapters"


def with_adapters(request: MergeRequest) -> MergeRequest:
    """The same request; where adapters are still to be merged, one whose cache of merged models names the models."""
    cache = request.mergekit.get("lora_merge_cache")
    if cache is None:
        return request
    adapted = [model for model in donor_order(read_config(request)) if model.lora is not None]
    folders = {model: merged_folder(str(cache), model) for model in adapted}
    if all(holds_weights(folder) for folder in folders.values()):
        return request
    stand_ins = request.output / FOLDER
    stand_ins.mkdir()
    for model, folder in folders.items():
        source = folder if holds_weights(folder) else Path(model.model.path)
        link = merged_folder(str(stand_ins), model)
        link.symlink_to(source.resolve(), target_is_directory=True)
    return replace(request, mergekit={**request.mergekit, "lora_merge_cache": str(stand_ins)})
