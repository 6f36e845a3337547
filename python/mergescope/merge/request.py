"""What the TypeScript half asks for."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal

from mergescope.errors import MergescopeError
from mergescope.library_types import ModelReference
from mergescope.messages import Lock, ModelPath, Reference, ReferencePart
from mergescope.own_file import read_own


@dataclass(frozen=True)
class MergeRequest:
    """A merge to run: what the fields mean, and what they are where nobody asks, stands in src/core/bridge/merge.ts."""

    config_text: str
    published_config: str | None
    output: Path
    names: dict[str, str]
    references: list[Reference]
    device: str
    ray: str | None
    same_bytes: bool
    memory: int
    threads: int | None
    seed: int
    audit: Literal["off", "on", "full"]
    shard_size: int
    missing_rows: Literal["zero", "mean"]
    compat: Literal["v2d"] | None
    class_checks: str | None
    resume: bool
    lock: Lock | None
    patched: dict[str, str] | None
    patch_files: dict[str, str] | None
    keep_plan: bool
    mergekit: dict[str, str | int | bool]

    @staticmethod
    def of(value: Mapping[str, object]) -> MergeRequest:
        """Reads a request as JSON gave it.

        Raises:
            MergescopeError: internal, where it has other fields than these.
        """
        wrong = sorted({item.name for item in fields(MergeRequest)} ^ set(value))
        if wrong:
            raise MergescopeError("internal", f"the two halves disagree about a merge: {', '.join(wrong)}")
        given: dict[str, Any] = {**value, "output": Path(str(value["output"]))}
        return MergeRequest(**given)

    def check_owner(self) -> None:
        """Asked before anything gets a name that a run after us would believe in.

        Raises:
            MergescopeError: output-taken-over, where this process was suspended for so long that another run was let in.
        """
        if self.lock is None:
            return
        try:
            held = json.loads(read_own(Path(self.lock["path"])))["nonce"]
        except (OSError, ValueError, KeyError, TypeError):
            held = None
        if held != self.lock["nonce"]:
            raise MergescopeError("output-taken-over", "another run writes the output folder now")

    def name_of(self, model: ModelReference | str) -> str:
        """The name of a mergekit model reference for people; what is a name already stays one."""
        known = None if isinstance(model, str) else self._known.get(_parts(model))
        text = str(model)
        return self.names.get(text, text) if known is None else str(known["name"])

    def hub_models_of(self, model: ModelReference) -> list[ReferencePart]:
        """The parts of a reference that come from the Hub: {name: the id, commit}."""
        known = self._known.get(_parts(model))
        return [] if known is None else [part for part in known["parts"] if part["commit"] is not None]

    @functools.cached_property
    def _known(self) -> dict[tuple[object, ...], Reference]:
        def path(value: ModelPath | None) -> tuple[str, str | None] | None:
            return None if value is None else (value["path"], value["revision"])

        return {
            (path(reference["model"]), path(reference["lora"]), reference["override_architecture"]): reference
            for reference in self.references
        }


def _parts(model: ModelReference) -> tuple[object, ...]:
    """What tells a model reference of mergekit from all others."""
    lora = None if model.lora is None else (model.lora.path, model.lora.revision)
    return (model.model.path, model.model.revision), lora, model.override_architecture
