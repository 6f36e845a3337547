"""Which layer of which model leads each layer of the output, where a config has slices."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path

from mergescope.architecture.layer_counts import MOST_LAYERS
from mergescope.errors import MergescopeError
from mergescope.library_types import ModelReference, OutputSliceDefinition
from mergescope.merge.config_paths import Settings, at_path
from mergescope.merge.layer_lists import Stack, count_path
from mergescope.merge.planning import MergePlan
from mergescope.merge.spelling import own_names

LOG = logging.getLogger(__name__)


def stacks_of(plan: MergePlan, lead: ModelReference) -> list[Stack]:
    """The stacks of the output whose layers the config puts together; those that it leaves whole are not among them."""
    wholes: dict[ModelReference, Settings] = {}
    stacks = []
    for name, definition in plan.architecture.modules.items():
        own = (plan.config.modules or {}).get(name)
        slices = own.slices if own is not None else plan.config.slices
        if not slices:
            continue
        architecture = definition.architecture
        base = _whole(lead, plan, wholes)
        config = lead.config(trust_remote_code=plan.options.trust_remote_code)
        held = architecture.num_layers(config)
        sources = tuple(_sources(slices, plan, wholes))
        if [layer for whole, layer in sources if whole is base] == list(range(held)) and len(sources) == held:
            continue
        key = architecture.num_layers_config_key()
        # T5 calls the layers of its encoder num_layers.
        key = (getattr(config, "attribute_map", None) or {}).get(key, key)
        count = tuple(key.split(".")) if key else None
        if count is None or at_path(base, count) is None:
            count = count_path(base, held, key or name)
        if count is None:
            LOG.warning("config.json says nowhere how many layers the model has: set it by hand")
            continue
        stacks.append(Stack(count, sources))
    return stacks


def _sources(
    slices: list[OutputSliceDefinition], plan: MergePlan, wholes: dict[ModelReference, Settings]
) -> Iterator[tuple[Settings, int]]:
    for piece in slices:
        base = piece.base_model or plan.config.base_model
        source = next((source for source in piece.sources if source.model == base), piece.sources[0])
        config = _whole(source.model, plan, wholes)
        first, end = source.layer_range
        if end > MOST_LAYERS:
            raise MergescopeError(
                "config-invalid", f"layer_range [{first}, {end}] goes beyond the layers that any model has"
            )
        yield from ((config, layer) for layer in range(first, end))


def _whole(model: ModelReference, plan: MergePlan, wholes: dict[ModelReference, Settings]) -> Settings:
    """A model's config with its defaults, and what its config.json says beyond what transformers keeps of it."""
    if model not in wholes:
        from mergekit.io.tasks import LoaderCache

        file = Path(LoaderCache().get(model).index.base_path) / "config.json"
        config = model.config(trust_remote_code=plan.options.trust_remote_code)
        said = own_names(json.loads(file.read_text(encoding="utf-8")), config)
        wholes[model] = {**said, **config.to_dict()}
    return wholes[model]
