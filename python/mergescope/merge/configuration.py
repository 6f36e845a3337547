"""mergekit's config, with its models in an order that does not differ from run to run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mergekit.common import ModelReference
from mergekit.config import MergeConfiguration
from pydantic import BaseModel


class Configuration(MergeConfiguration):
    """Names its models in the order of the config, an unnamed base last.

    mergekit keeps them in a set: which donor gives config and tokenizer differs from run to run.
    """

    def referenced_models(self) -> list[ModelReference]:
        models: dict[ModelReference, None] = {}
        modules = list((self.modules or {}).values())
        for part in (self, *modules):
            for source in part.models or ():
                models.setdefault(source.model)
            for piece in part.slices or ():
                for source in piece.sources:
                    models.setdefault(source.model)
        for part in (self, *modules):
            for piece in part.slices or ():
                if piece.base_model is not None:
                    models.setdefault(piece.base_model)
        if self.base_model is not None:
            models.setdefault(self.base_model)
        for model in sorted(super().referenced_models(), key=str):
            models.setdefault(model)
        return list(models)


def leading_model(config: MergeConfiguration) -> ModelReference:
    """Whose config.json, tokenizer and names of tensors the output starts from: the base, else the first model."""
    return config.base_model or config.referenced_models()[0]


def mentioned_models(config: object) -> Iterator[ModelReference]:
    """Every model that stands anywhere in a config: as a donor, as the tokenizer's source or as that of a token. The same
    one may come more than once."""
    if isinstance(config, ModelReference):
        yield config
    elif isinstance(config, BaseModel):
        for name in type(config).model_fields:
            yield from mentioned_models(getattr(config, name))
    elif isinstance(config, Mapping):
        for value in config.values():
            yield from mentioned_models(value)
    elif isinstance(config, list | tuple):
        for value in config:
            yield from mentioned_models(value)
