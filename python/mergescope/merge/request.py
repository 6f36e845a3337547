"""What the TypeScript half asks for."""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from mergescope.errors import MergescopeError


@dataclass(frozen=True)
class MergeRequest:
    """A merge to run. Field names are those of src/steps/merge.ts, in snake case.

    config_text: mergekit YAML whose models are local paths.
    published_config: the config that is put beside the weights; None: config_text.
    names: what a model is called for people, by mergekit's text of it.
    references: the same by what tells models apart, since a path may hold the `+` and `@` that part a text:
        [{model: {path, revision}, lora, override_architecture, name, parts: of the model and its adapter
        [{path, name: as the user wrote it, commit: None where it is no model of the Hub}]}].
    output: folder to fill; exists, and belongs to this run.
    memory: bytes that the engine may hold beside the interpreter.
    lock: path of the lock file of `output`, and the nonce that it holds while the folder is ours; None: no lock.
    patched: sha256 of the patch's files in mergekit, by their path; None: whatever is there.
    shard_size: bytes of one output file.
    mergekit: mergekit's own options by its own names (allow_crimes, lora_merge_cache, …).
    """

    config_text: str
    output: Path
    published_config: str | None = None
    names: dict[str, str] = field(default_factory=dict)
    references: list[dict[str, Any]] = field(default_factory=list)
    device: str = "cpu"
    memory: int = 2_000_000_000
    seed: int = 0
    audit: str = "on"
    shard_size: int = 5_000_000_000
    missing_rows: str = "zero"
    compat: str | None = None
    threads: int | None = None
    resume: bool = False
    lock: dict[str, str] | None = None
    patched: dict[str, str] | None = None
    mergekit: dict[str, Any] = field(default_factory=dict)

    @staticmethod
    def of(value: dict[str, Any]) -> MergeRequest:
        """Reads a request as JSON gave it; None stands for the default."""
        known = {item.name for item in fields(MergeRequest)}
        unknown = sorted(set(value) - known)
        if unknown:
            raise MergescopeError("internal", f"unknown fields in the merge request: {', '.join(unknown)}")
        given = {key: item for key, item in value.items() if item is not None}
        given["output"] = Path(given["output"])
        return MergeRequest(**given)

    def check_owner(self) -> None:
        """Asked before anything gets a name that a run after us would believe in.

        Raises:
            MergescopeError: output-taken-over, where this process was suspended for so long that another run was let in.
        """
        if self.lock is None:
            return
        try:
            held = json.loads(Path(self.lock["path"]).read_text(encoding="utf-8"))["nonce"]
        except (OSError, ValueError, KeyError):
            held = None
        if held != self.lock["nonce"]:
            raise MergescopeError("output-taken-over", "another run writes the output folder now")

    def name_of(self, model: object) -> str:
        """The name of a mergekit model reference for people; what is a name already stays one."""
        known = None if isinstance(model, str) else self._known.get(_parts(model))
        text = str(model)
        return self.names.get(text, text) if known is None else str(known["name"])

    def hub_models_of(self, model: object) -> list[dict[str, Any]]:
        """The parts of a reference that come from the Hub: {name: the id, commit}."""
        known = self._known.get(_parts(model))
        return [] if known is None else [part for part in known["parts"] if part["commit"] is not None]

    @functools.cached_property
    def _known(self) -> dict[Any, dict[str, Any]]:
        def path(value: dict[str, Any] | None) -> tuple[str, str | None] | None:
            return None if value is None else (value["path"], value["revision"])

        return {
            (path(one["model"]), path(one["lora"]), one["override_architecture"]): one
            for one in self.references
        }


def _parts(model: Any) -> tuple[Any, ...]:
    """What tells a model reference of mergekit from all others."""
    lora = None if model.lora is None else (model.lora.path, model.lora.revision)
    return (model.model.path, model.model.revision), lora, model.override_architecture
