"""What a plan does other than mergekit's definition says, a line for each kind."""

from __future__ import annotations

import logging
from collections.abc import Callable

from mergescope.library_types import ModelReference
from mergescope.merge.anatomy.parts import Anatomy, Part

LOG = logging.getLogger(__name__)
_COPY = "%s left out: config.json ties it, and what %s holds is a copy of what it is tied to"
_LOST = "%s left out: config.json ties it, and the values of its own in %s are lost"
_UNSEEN = "%s left out: config.json ties it; what %s holds is lost, unless it is a copy of what it is tied to"


class PlanNotes:
    """Collects names while the plan is made."""

    def __init__(self, anatomy: Anatomy) -> None:
        self._anatomy = anatomy
        self._added: list[str] = []
        self._missing: list[str] = []
        self._unsliced: list[str] = []
        self._left: dict[ModelReference, list[str]] = {}
        self._tied: dict[tuple[str, tuple[ModelReference, ...]], list[str]] = {}
        self._partly: dict[tuple[ModelReference, ...], list[str]] = {}

    def planned(self, part: Part, name: str, without: list[ModelReference]) -> None:
        if not part.defined:
            self._added.append(name)
        if without:
            self._partly.setdefault(tuple(without), []).append(name)

    def nobody_holds(self, part: Part, name: str) -> None:
        if part.demanded and name not in self._anatomy.explained:
            self._missing.append(name)

    def in_no_slice(self, name: str) -> None:
        self._unsliced.append(name)

    def lead_lacks(self, name: str, lead: ModelReference) -> None:
        self._left.setdefault(lead, []).append(name)

    def left_to_tie(self, name: str, copies: dict[ModelReference, bool | None]) -> None:
        """Of a tensor that the config ties to another: who stores it, and whether as a copy of that other."""
        for text, kind in ((_LOST, False), (_UNSEEN, None), (_COPY, True)):
            models = tuple(model for model, is_copy in copies.items() if is_copy is kind)
            if models:
                self._tied.setdefault((text, models), []).append(name)

    def tell(self, name_of: Callable[[ModelReference], str]) -> None:
        """Writes the lines into the log."""
        if self._added and self._anatomy.defined:
            LOG.warning(
                "%s that mergekit's definition of the architecture lacks, merged by name",
                _counted(self._added),
            )
        elif self._added:
            LOG.info(
                "%s merged by name: mergekit has no definition of the architecture", _counted(self._added)
            )
        if self._missing:
            LOG.warning(
                "%s that mergekit's definition of the architecture lists, left out: no donor holds %s",
                _counted(self._missing),
                _them(self._missing),
            )
        if self._unsliced:
            LOG.warning(
                "%s left out: config.json does not count their layers, and no slice names them; `models` in place of "
                "slices takes them along",
                _counted(self._unsliced),
            )
        for lead, names in self._left.items():
            LOG.warning(
                "%s left out: %s, which leads the merge, lacks %s",
                _counted(names),
                name_of(lead),
                _them(names),
            )
        for (text, models), names in self._tied.items():
            level = logging.INFO if text == _COPY else logging.WARNING
            LOG.log(level, text, _counted(names), ", ".join(name_of(model) for model in models))
        for models, names in self._partly.items():
            lacking = ", ".join(name_of(model) for model in models)
            lack = "lacks" if len(models) == 1 else "lack"
            LOG.warning("%s merged without %s, which %s %s", _counted(names), lacking, lack, _them(names))
        if self._anatomy.unsaved:
            LOG.info(
                "%s left out: the model recreates such buffers and never saves them",
                _counted(self._anatomy.unsaved),
            )


def _them(names: list[str]) -> str:
    return "it" if len(names) == 1 else "them"


def _counted(names: list[str]) -> str:
    shown = ", ".join(names[:3]) + (", …" if len(names) > 3 else "")
    return f"{len(names)} tensor{'' if len(names) == 1 else 's'} ({shown})"
