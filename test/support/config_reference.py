"""What PyYAML and mergekit make of config texts, all in one process: JSON in, JSON out."""

import json
import sys
from pathlib import Path

import yaml


def exact(value, inside=()):
    """Text as its code points: JSON cannot tell a character from two halves of a surrogate pair."""
    if any(value is each for each in inside):
        return ["cycle"]
    if isinstance(value, dict):
        below = (*inside, value)
        return ["map", *([exact_key(key), exact(item, below)] for key, item in value.items())]
    if isinstance(value, list):
        below = (*inside, value)
        return ["list", *(exact(item, below) for item in value)]
    if isinstance(value, str):
        return ["text", *map(ord, value)]
    if isinstance(value, bool) or value is None:
        return ["plain", value]
    if isinstance(value, (int, float)):
        return ["number", repr(as_float(value))]
    return ["other"]


def exact_key(key):
    return exact(key) if isinstance(key, str) else ["other"]


def as_float(value):
    try:
        return float(value)
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")


def load(text):
    # Through a file, as mergekit reads its config.
    path = Path(sys.argv[1])
    path.write_bytes(text.encode("utf-8"))
    with path.open(encoding="utf-8") as file:
        return yaml.safe_load(file.read())


def plan(document):
    """What mergekit settles before it opens a model: types, the method's inputs, every parameter."""
    from mergekit import merge_methods
    from mergekit.config import ConfigReader, InputSliceDefinition, MergeConfiguration, OutputSliceDefinition
    from mergekit.parameter_resolver import resolve_parameters

    config = MergeConfiguration.model_validate(document)
    method = merge_methods.get(config.merge_method)
    for module in (config.modules or {"": config}).values():
        slices = module.slices
        if not slices:
            sources = list(module.models)
            if config.base_model and all(source.model != config.base_model for source in sources):
                sources.append(InputSliceDefinition(model=config.base_model, layer_range=[0, 4]))
            sources = [
                InputSliceDefinition(model=source.model, layer_range=[0, 4], parameters=source.parameters)
                for source in sources
            ]
            slices = [OutputSliceDefinition(sources=sources)]
        for part in slices:
            models = [source.model for source in part.sources]
            base = part.base_model or config.base_model
            method.validate_inputs(models, base)
            for name in ("model.layers.0.mlp.up_proj.weight", "lm_head"):
                for t in (0, 0.5):
                    resolve_parameters(
                        method.spec,
                        tensor_name=name,
                        inputs=dict.fromkeys(models, name),
                        sources=ConfigReader(
                            config=config, slice_out=part, module=module if config.modules else None, t=t
                        ).parameter_sources,
                        base_model=base,
                        t=t,
                    )


def token_sources(document):
    """What mergekit takes each token from."""
    from mergekit.common import ModelReference
    from mergekit.config import MergeConfiguration
    from mergekit.tokenizer.config import ModelTokenEmbedding

    def told(source):
        if isinstance(source, ModelTokenEmbedding):
            return ["token", str(source.model), source.token, source.token_id]
        return ["model", str(source)] if isinstance(source, ModelReference) else ["zero"]

    tokens = MergeConfiguration.model_validate(document).tokenizer.tokens
    return {token: told(setting.source) for token, setting in tokens.items()}


def merge(method, parameters, dtype):
    """One small tensor merged with these values: whether mergekit takes them, and whether the result is finite."""
    import torch
    from mergekit import merge_methods

    contract = merge_methods.get(method).spec.contract
    needs_base = contract.base == merge_methods.BasePolicy.REQUIRED
    count = max(contract.min_inputs, (contract.min_non_base or 1) + needs_base)
    random = torch.Generator().manual_seed(0)
    tensors = [torch.randn(64, 64, generator=random).to(getattr(torch, dtype)) for _ in range(count)]
    parameters = {
        name: float(value) if isinstance(value, str) else value for name, value in parameters.items()
    }
    merged = merge_methods.merge_tensors(
        tensors, method, parameters=parameters, base_index=0 if needs_base else None
    )
    if not bool(torch.isfinite(merged).all()):
        raise ValueError("the result is not finite")


def answer(case):
    try:
        if case["ask"] == "merge":
            merge(case["method"], case["parameters"], case["dtype"])
            return {"ok": True}
        found = load(case["text"])
        if case["ask"] == "values":
            return {"ok": exact(found)}
        if case["ask"] == "tokens":
            return {"ok": token_sources(found)}
        plan(found)
        return {"ok": True}
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}


json.dump([answer(case) for case in json.load(sys.stdin)], sys.stdout)
