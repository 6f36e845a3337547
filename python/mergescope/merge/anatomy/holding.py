"""What one donor holds: the names of its tensors."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from mergescope.library_types import ModelReference
from mergescope.merge.anatomy.patterns import pattern_of


@dataclass(frozen=True)
class Holding:
    """The tensors of one donor: folder: where its config.json lies; files by name; patterns: numbers of the layers by pattern, none for a single tensor."""

    model: ModelReference
    folder: Path
    files: dict[str, str]
    patterns: dict[str, set[int]] = field(default_factory=dict)

    @staticmethod
    def of(model: ModelReference) -> Holding:
        """Of a model that mergekit's loader has open."""
        from mergekit.io.tasks import LoaderCache

        index = LoaderCache().get(model).index
        holding = Holding(model, Path(index.base_path), index.tensor_paths)
        for name in index.tensor_paths:
            pattern, number = pattern_of(name)
            numbers = holding.patterns.setdefault(pattern, set())
            if number is not None:
                numbers.add(number)
        return holding
