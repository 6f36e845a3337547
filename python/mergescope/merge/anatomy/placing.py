"""Where a tensor beyond the definition belongs: to a stack of layers, before it or after it."""

from __future__ import annotations

import re

from mergescope.errors import MergescopeError
from mergescope.library_types import OutputSliceDefinition
from mergescope.merge.anatomy.claims import Claims
from mergescope.merge.anatomy.holding import Holding
from mergescope.merge.anatomy.parts import Module, Part, Stack
from mergescope.merge.anatomy.patterns import common_parts, stack_of

OTHER_MODALITY = re.compile(r"vision|visual|image|audio|speech|projector|mtp")


class Positions:
    """The positions of a definition's tensors, which decide about what stands near them."""

    def __init__(self, modules: dict[str, Module], claims: Claims, holdings: list[Holding]) -> None:
        self._modules, self._holdings = modules, holdings
        # By what stands before a layer's number in a donor: module, offset, what stands there in the output.
        self._stacks: dict[str, tuple[str, int, str]] = {}
        self._singles: list[tuple[str, str, list[Part]]] = []
        for entry, part in claims.parts:
            module = modules[entry.module]
            called = {name for names in part.called.values() for name in names} | {part.name}
            if entry.is_layered:
                stacks = {stack_of(name) or "": stack_of(part.name) or "" for name in called}
                self._stacks |= {own: (entry.module, entry.offset, new) for own, new in stacks.items()}
            aside = module.after if entry.position == "after" else module.before
            self._singles += [(name, entry.module, aside) for name in called]

    def put(self, parts: list[Part]) -> None:
        """Puts each part where it belongs. Parts of a known stack are renamed with it."""
        for part in parts:
            stack = stack_of(part.name)
            if stack is not None and stack in self._stacks:
                module, part.offset, new = self._stacks[stack]
                part.name = new + part.name.removeprefix(stack)
                self._modules[module].layers.append(part)
                continue
            _, module, aside = max(
                self._singles, key=lambda single: common_parts(single[0], part.name), default=("", "", [])
            )
            if stack is None:
                aside.append(part)
            else:
                add_to_stack(self._modules[module].others, stack, part, self._holdings)


def modules_by_names(
    parts: list[Part],
    holdings: list[Holding],
    apart: bool,
    layers: int | None,
    sliced: list[OutputSliceDefinition] | None = None,
) -> dict[str, Module]:
    """Modules where there is no definition: one, or, `apart`, one for each stack of layers, as mergekit infers them.

    Args:
        layers: number of them that config.json says, which tells the main stack.
        sliced: the slices of the config, which mean the layers of one stack.

    Raises:
        MergescopeError: config-invalid, where slices that are not the whole could mean several stacks.
    """
    stacks: dict[str, Stack] = {}
    singles: list[Part] = []
    for part in parts:
        stack = stack_of(part.name)
        if stack is None:
            singles.append(part)
        else:
            add_to_stack(stacks, stack, part, holdings)
    if apart and len(stacks) > 1:
        modules = {"default": Module(before=singles)} if singles else {}
        return modules | {name.rstrip("."): Module(layers=stack.parts) for name, stack in stacks.items()}
    candidates = main_stacks(stacks, layers)
    main = candidates[:1]
    if len(candidates) > 1 and sliced and not _is_whole(sliced, max(stacks[main[0]].layers, default=-1) + 1):
        several = ", ".join(name.rstrip(".") for name in candidates)
        raise MergescopeError(
            "config-invalid",
            f"the layers of the slices may be those of {several}: config.json counts them alike",
            f"put the slices under `modules`, by these names: {several}",
        )
    layered = [part for name in main for part in stacks[name].parts]
    others = {name: stack for name, stack in stacks.items() if name not in main}
    return {"default": Module(before=singles, layers=layered, others=others)}


def _is_whole(slices: list[OutputSliceDefinition], layers: int) -> bool:
    """Whether the slices are the one that takes all layers of each model."""
    return len(slices) == 1 and all(
        source.layer_range[0] == 0 and source.layer_range[1] >= layers for source in slices[0].sources
    )


def main_stacks(stacks: dict[str, Stack], layers: int | None) -> list[str]:
    """The stacks that may be the one that config.json counts, the likeliest first."""
    counted = [name for name, stack in stacks.items() if len(stack.layers) == layers] or list(stacks)
    return [name for name in counted if not OTHER_MODALITY.search(name)] or counted


def add_to_stack(stacks: dict[str, Stack], name: str, part: Part, holdings: list[Holding]) -> None:
    """Adds a part, and the layers in which donors have it, to the stack of this name."""
    stack = stacks.setdefault(name, Stack([], []))
    stack.parts.append(part)
    held = {
        number
        for holding in holdings
        for called in part.called.get(holding.model, ())
        for number in holding.patterns[called]
    }
    stack.layers[:] = sorted({*stack.layers, *held})
