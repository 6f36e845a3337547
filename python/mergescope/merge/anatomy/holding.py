"""What one donor holds: the names of its tensors."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from mergescope.library_types import ModelReference
from mergescope.merge.anatomy.patterns import pattern_of
from mergescope.messages import Json


@dataclass(frozen=True)
class Holding:
    """The tensors of one donor, by the names that the leading model has for them.

    folder: where its config.json lies; files: for each name the one in the donor's own files; patterns: numbers of the
    layers by pattern, none for a single tensor; own: the names in its files, where they are others.
    """

    model: ModelReference
    folder: Path
    files: dict[str, str]
    patterns: dict[str, set[int]] = field(default_factory=dict)
    own: frozenset[str] = frozenset()

    @staticmethod
    def of(model: ModelReference) -> Holding:
        """Of a model that mergekit's loader has open, by its own names."""
        from mergekit.io.tasks import LoaderCache

        index = LoaderCache().get(model).index
        files = {name: name for name in index.tensor_paths}
        return Holding(model, Path(index.base_path), files, _patterns(files))

    def called(self, names: Mapping[str, str]) -> Holding:
        """The same by other names, where there are any for its own."""
        files = {names.get(own, own): own for own in self.files.values()}
        return Holding(self.model, self.folder, files, _patterns(files), frozenset(self.files.values()))

    def settings(self) -> dict[str, Json]:
        """config.json itself, without what a class makes of it."""
        return json.loads((self.folder / "config.json").read_text(encoding="utf-8"))


def _patterns(names: Iterable[str]) -> dict[str, set[int]]:
    patterns: dict[str, set[int]] = {}
    for name in names:
        pattern, number = pattern_of(name)
        numbers = patterns.setdefault(pattern, set())
        if number is not None:
            numbers.add(number)
    return patterns
