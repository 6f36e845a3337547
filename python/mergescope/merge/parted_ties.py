"""An adapter on a matrix that serves as embeddings and as output head: merged into the one, it would change the other."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from mergescope.errors import MergescopeError

if TYPE_CHECKING:
    from torch.nn import Module


@contextmanager
def refusing_parted_ties() -> Generator[None]:
    """While mergekit merges adapters: what PEFT has put on a model is looked at before it is merged into it.

    Raises:
        MergescopeError: of a module that the model ties to another, which the adapter does not change in the same way.
    """
    import peft

    peft_model: Any = peft.PeftModel
    load = peft_model.from_pretrained

    def loaded(*given: object, **more: object) -> Module:
        adapted = load(*given, **more)
        parted = parted_ties(adapted)
        if parted:
            raise MergescopeError(
                "config-invalid",
                f"the adapter {given[1]} changes {' and '.join(parted)}, which the model ties to another module: "
                "both are one matrix, and what is meant for one of them would change both",
                "save the model with two matrices and tie_word_embeddings: false, and put the adapter on that",
            )
        return adapted

    peft_model.from_pretrained = loaded
    try:
        yield
    finally:
        peft_model.from_pretrained = load


def parted_ties(adapted: Module) -> list[str]:
    """Modules of a PEFT model that share their weight with another one, and do not change together with it."""
    apart = []
    for modules in _tied(adapted):
        saved = [name for name, module in modules.items() if hasattr(module, "modules_to_save")]
        rows = {
            name: module.token_adapter for name, module in modules.items() if hasattr(module, "token_adapter")
        }
        added = [
            name for name, module in modules.items() if hasattr(module, "base_layer") and name not in rows
        ]
        # PEFT saves two matrices for what it replaces; the rest of a larger group would be left without one.
        parted = added + (saved if len(modules) > 2 else [])
        # Rows follow those of the module that they are tied to, or are others.
        leading = [name for name, own in rows.items() if getattr(own, "tied_adapter", None) is None]
        if rows and (len(leading) > 1 or len(rows) < len(modules)):
            parted += leading
        apart += parted
    return [name.removeprefix("base_model.model.") for name in apart]


def _tied(adapted: Module) -> Iterator[dict[str, Module]]:
    """Each group of modules with one weight, whatever PEFT has wrapped them in."""
    groups: dict[int, dict[str, Module]] = {}
    for name, module in adapted.named_modules():
        if name.rsplit(".", 1)[-1] in ("base_layer", "original_module", "token_adapter"):
            continue
        original = module
        while (
            inner := getattr(original, "original_module", None) or getattr(original, "base_layer", None)
        ) is not None:
            original = inner
        weight = getattr(original, "_parameters", {}).get("weight")
        if weight is not None:
            groups.setdefault(id(weight), {})[name] = module
    return (modules for modules in groups.values() if len(modules) > 1)
