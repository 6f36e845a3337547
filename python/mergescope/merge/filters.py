"""Filters of parameters, read by both names that a tensor may have."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from mergekit import config
from mergekit.config import ConditionalParameter

from mergescope.merge.anatomy.patterns import name_at, pattern_of

#: Who of mergekit asks what a setting comes to; the second is of newer releases.
_ASKING = ("mergekit.config", "mergekit.parameter_resolver")


@contextmanager
def by_either_name(loaded: Mapping[str, str]) -> Iterator[None]:
    """While a merge is planned, a filter fits a tensor by its name in the checkpoint or by the one that transformers gives it.

    mergekit knows one of them, and which one depends on its release: Mixtral's experts are `block_sparse_moe` on the Hub, and
    `mlp` once they are loaded.

    Args:
        loaded: by patterns of the output's tensors those that they have once they are loaded, where these are others.
    """
    evaluate: Callable[..., object] = config.evaluate_setting

    def evaluated(tensor_name: str, setting: object, *rest: object, **more: object) -> object:
        pattern, layer = pattern_of(tensor_name or "")
        other = loaded.get(pattern)
        fitted = setting if other is None else _fitted(setting, name_at(other, layer))
        return evaluate(tensor_name, fitted, *rest, **more)

    asking = [vars(sys.modules[name]) for name in _ASKING if name in sys.modules]
    for module in asking:
        module["evaluate_setting"] = evaluated
    try:
        yield
    finally:
        for module in asking:
            module["evaluate_setting"] = evaluate


def _fitted(setting: object, name: str) -> object:
    """The setting, of which every filter that fits this name fits anyhow."""
    if isinstance(setting, list):
        return [_fitted(case, name) for case in setting]
    if isinstance(setting, ConditionalParameter) and setting.filter and setting.filter in name:
        return setting.model_copy(update={"filter": None})
    return setting
