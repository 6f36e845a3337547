"""What one donor alone holds and what another one alone holds: the same weights in two layouts, or something more each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import combinations
from pathlib import Path

from mergescope.engine.storage.safetensors_io import read_header
from mergescope.errors import MergescopeError
from mergescope.library_types import ModelReference
from mergescope.merge.anatomy.patterns import pattern_of, stack_of
from mergescope.merge.lone_tensor import Lone
from mergescope.merge.same_weights import same_weights


class DonorsAlone:
    """Collects, while the plan is made, who holds what."""

    def __init__(self) -> None:
        # By donor, names of the output with those in its own files; what stands before the numbers of its layers.
        self._held: dict[ModelReference, dict[str, str]] = {}
        self._stacks: dict[ModelReference, set[str]] = {}
        # By donor, what it lacks and some other one holds.
        self._lacking: dict[ModelReference, set[str]] = {}

    def saw(
        self, name: str, held: Mapping[ModelReference, str | None], lacking: list[ModelReference]
    ) -> None:
        """A tensor of the output, or one that is left out of it; held: what each donor calls its own."""
        stack = stack_of(pattern_of(name)[0])
        for model, own in held.items():
            if own is not None:
                self._held.setdefault(model, {})[name] = own
                if stack is not None:
                    self._stacks.setdefault(model, set()).add(stack)
        for model in lacking:
            self._lacking.setdefault(model, set()).add(name)

    def refuse_layouts(self, name_of: Callable[[ModelReference], str]) -> None:
        """Of two layouts that could not be brought together, one would be left out without a sound.

        Raises:
            MergescopeError: config-invalid, where two donors are likely to hold the same weights under other names.
        """
        for model, other in combinations(self._held, 2):
            names = [self._names(model, other), self._names(other, model)]
            if not all(names):
                continue
            same = same_weights(self._alone(model, other, names[0]), self._alone(other, model, names[1]))
            if same is None:
                continue
            first, second = self._held[model][same[0]], self._held[other][same[1]]
            raise MergescopeError(
                "config-invalid",
                f"{name_of(model)} alone holds {first}, and {name_of(other)} alone {second}: they look like the same "
                "weights in two layouts, of which one would be left out",
                "bring the donors into one layout: load each with the same transformers and save it anew",
            )

    def _names(self, model: ModelReference, other: ModelReference) -> list[str]:
        return sorted(self._lacking.get(other, set()) & self._held[model].keys())

    def _alone(self, model: ModelReference, other: ModelReference, names: list[str]) -> list[Lone]:
        shapes = dict(self._shapes(model, {name: self._held[model][name] for name in names}))
        theirs = self._stacks.get(other, set())
        return [Lone(name, shapes.get(name), stack_of(pattern_of(name)[0]) in theirs) for name in names]

    def _shapes(
        self, model: ModelReference, names: Mapping[str, str]
    ) -> Iterator[tuple[str, tuple[int, ...]]]:
        """Those that a header tells, which that of a pickle does not."""
        from mergekit.io.tasks import LoaderCache

        index = LoaderCache().get(model).index
        files = {index.tensor_paths[own] for own in names.values() if own in index.tensor_paths}
        stored = {
            own: tensor.shape
            for file in files
            if file.endswith(".safetensors")
            for own, tensor in read_header(str(Path(index.base_path) / file)).items()
        }
        yield from ((name, tuple(stored[own])) for name, own in names.items() if own in stored)
