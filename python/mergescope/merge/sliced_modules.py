"""Slices of a module say which layers the output has, so that there have to be layers which follow them."""

from __future__ import annotations

from mergescope.errors import MergescopeError
from mergescope.library_types import OutputSliceDefinition
from mergescope.merge.anatomy.parts import Anatomy
from mergescope.merge.anatomy.placing import OTHER_MODALITY


def check_layers_follow(
    anatomy: Anatomy, name: str, slices: list[OutputSliceDefinition], layers: int
) -> None:
    """Stacks that no slices reach keep the numbers of their donors: a module whose slices are not the whole must not
    have its layers among them.

    Args:
        name: of a module whose slices are not the whole; layers: how many of it config.json of the leading model counts.

    Raises:
        MergescopeError: config-invalid, naming the stacks that the slices may mean.
    """
    if not any(source.layer_range[1] > source.layer_range[0] for piece in slices for source in piece.sources):
        return
    if any(part.called for part in anatomy.modules[name].layers):
        own = anatomy.modules[name].others
        stacks = [stack for stack, held in own.items() if len(held.layers) == layers]
        stacks = [stack for stack in stacks if not OTHER_MODALITY.search(stack)]
    else:
        stacks = [stack for module in anatomy.modules.values() for stack in module.others]
    if stacks:
        raise MergescopeError(
            "config-invalid",
            f"the slices of {name} cannot be told to be those of {_listed(stacks)}: mergekit's definition of the "
            "architecture uses other names for the layers than the models do",
            f"give {name} its `models` in place of slices: all its layers are merged by name then",
        )


def _listed(stacks: list[str]) -> str:
    return " or ".join(stack.rstrip(".") for stack in stacks)
