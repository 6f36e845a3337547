"""What the TypeScript half asks for."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from mergescope.errors import MergescopeError


@dataclass(frozen=True)
class MergeRequest:
    """A merge to run. Field names are those of src/steps/merge.ts, in snake case.

    config_text: mergekit YAML whose models are local paths.
    published_config: the config that is put beside the weights; None: config_text.
    names: what a local path is called in messages and in the report.
    output: folder to fill; exists, and belongs to this run.
    memory: bytes that the engine may hold beside the interpreter.
    shard_size: bytes of one output file.
    mergekit: mergekit's own options by its own names (allow_crimes, lora_merge_cache, …).
    """

    config_text: str
    output: Path
    published_config: str | None = None
    names: dict[str, str] = field(default_factory=dict)
    device: str = "cpu"
    memory: int = 2_000_000_000
    seed: int = 0
    audit: str = "on"
    shard_size: int = 5_000_000_000
    missing_rows: str = "zero"
    compat: str | None = None
    threads: int | None = None
    resume: bool = False
    commits: dict[str, str] = field(default_factory=dict)
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

    def name_of(self, model: object) -> str:
        """The name of a mergekit model reference for people."""
        text = str(model)
        return self.names.get(text, text)
