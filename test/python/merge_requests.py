"""Requests as TypeScript sends them: what is not given is as the schema of the bridge has it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

SCHEMA = Path(__file__).parents[2] / "docs" / "schema" / "bridge.json"


def merge_request(config_text: str, output: Path | str, **more: Any) -> dict[str, Any]:
    """A whole request for `mergescope.merge.run:merge`."""
    fields = json.loads(SCHEMA.read_text(encoding="utf-8"))["$defs"]["merge-request"]["properties"]
    usual = {name: field["default"] for name, field in fields.items() if "default" in field}
    return {**usual, "config_text": config_text, "output": str(output), **more}
