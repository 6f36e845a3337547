"""Puts the anatomy of a merge together: mergekit's definition, and what the donors hold beyond it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from mergescope.architecture.text_config import text_config
from mergescope.library_types import (
    ModelArchitecture,
    ModelReference,
    OutputSliceDefinition,
    PretrainedConfig,
)
from mergescope.merge.anatomy.architecture import by_names, counted
from mergescope.merge.anatomy.beyond import beyond
from mergescope.merge.anatomy.buffers import split_off
from mergescope.merge.anatomy.claims import claim
from mergescope.merge.anatomy.conversions import conversions_of, loaded_names
from mergescope.merge.anatomy.definition import entries_of
from mergescope.merge.anatomy.holding import Holding
from mergescope.merge.anatomy.layouts import by_leading_names
from mergescope.merge.anatomy.parts import Anatomy, Module, Part
from mergescope.merge.anatomy.patterns import pattern_of
from mergescope.merge.anatomy.placing import Positions, modules_by_names
from mergescope.merge.anatomy.rows import mark_rows, tie_heads
from mergescope.merge.anatomy.skeleton import loading_of, skeleton_of
from mergescope.merge.config_paths import ties_embeddings


def build_anatomy(
    definition: ModelArchitecture | None,
    models: list[ModelReference],
    apart: bool,
    trusts_code: bool,
    sliced: list[OutputSliceDefinition] | None = None,
    name_of: Callable[[ModelReference], str] = str,
) -> Anatomy:
    """The anatomy of the merge of `models`.

    Args:
        definition: mergekit's ModelArchitecture, or None where it has none.
        models: mergekit's references, the one that leads the merge first.
        apart: the config speaks of modules by their names; what has no definition falls apart into them then.
        sliced: the slices of a config that does not.
        name_of: what users call a model.
    """
    configs = {model: model.config(trust_remote_code=trusts_code) for model in models}
    holdings = _by_leading_names([Holding.of(model) for model in models], configs, trusts_code, name_of)
    entries = entries_of(definition, configs[models[0]]) if definition else []
    claims = claim(entries, holdings, [conversions_of(configs[model]) for model in models])
    more = beyond(claims.left, claims.loaded, claims.renamed, claims.ranges)
    unsaved: list[Part] = []
    stacks: dict[str, str] = {}
    unled = [part for _, part in claims.parts if _lead_lacks(part, models[0])]
    if more or unled:
        skeleton = skeleton_of(holdings[0], trusts_code)
        stacks = skeleton.stacks if skeleton else {}
        more, unsaved = split_off(more, skeleton)
        unsaved += split_off(unled, skeleton)[1]
        embeddings = mark_rows(more, skeleton, claims.loaded[models[0]])
        tie_heads(
            more, embeddings, {model: ties_embeddings(config.to_dict()) for model, config in configs.items()}
        )
    if definition is None:
        modules = modules_by_names(
            more, holdings, apart, getattr(text_config(configs[models[0]]), "num_hidden_layers", None), sliced
        )
        architecture = by_names(modules, holdings)
    else:
        modules = {name: Module() for name in definition.modules}
        for entry, part in claims.parts:
            if part in unsaved:
                continue
            module = modules[entry.module]
            {"before": module.before, "layer": module.layers, "after": module.after}[entry.position].append(
                part
            )
        Positions(modules, claims, holdings).put(more)
        architecture = counted(definition, modules, holdings)
    return Anatomy(
        architecture=architecture,
        modules=modules,
        holdings={holding.model: holding for holding in holdings},
        defined=definition is not None,
        unsaved=[part.name for part in unsaved],
        explained={name for names in claims.loaded.values() for name in names},
        loaded={
            pattern_of(source)[0]: pattern_of(name)[0]
            for name, sources in claims.loaded[models[0]].items()
            for source in sources
            if source != name
        },
        module_names={loaded: own for loaded, own in stacks.items() if own in modules},
    )


def _by_leading_names(
    holdings: list[Holding],
    configs: Mapping[ModelReference, PretrainedConfig],
    trusts_code: bool,
    name_of: Callable[[ModelReference], str],
) -> list[Holding]:
    lead = holdings[0]
    kinds = {model: getattr(config, "model_type", None) for model, config in configs.items()}
    names_of = loading_of(lead, trusts_code)

    def loaded_as(holding: Holding) -> Mapping[str, str]:
        # As the leading model would load it, which a model of another type is not.
        alike = kinds[holding.model] == kinds[lead.model]
        return names_of(holding.files) if alike else {}

    def made(holding: Holding) -> Collection[str]:
        return loaded_names(conversions_of(configs[holding.model]), holding.files).keys()

    return by_leading_names(holdings, loaded_as, made, name_of)


def _lead_lacks(part: Part, lead: ModelReference) -> bool:
    """Whether only other models hold what the definition can do without: it may be a buffer of an older release."""
    others = part.called.keys() | part.converted.keys()
    return not part.demanded and bool(others) and lead not in others
