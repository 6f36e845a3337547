"""A merge as mergekit makes it, and as mergescope does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def stock(config: Path, output: Path) -> None:
    """mergekit as it was released. It does not look for a tokenizer, which the donors lack."""
    import yaml
    from mergekit.config import MergeConfiguration
    from mergekit.io.tasks import LoaderCache
    from mergekit.merge import run_merge
    from mergekit.options import MergeOptions

    LoaderCache.loaders.clear()
    given = MergeConfiguration.model_validate(yaml.safe_load(config.read_text()))
    run_merge(given, str(output), MergeOptions(quiet=True, write_model_card=False, copy_tokenizer=False))


class Failed(Exception):
    """The bridge's answer where a merge failed: its text is what users are told."""


def rehearsed(request: dict[str, Any], output: Path) -> dict[str, Any]:
    """The plan of a merge, and all of its output but the values."""
    return called("mergescope.merge.rehearse:plan", request, output)


def ours(request: dict[str, Any], output: Path) -> dict[str, Any]:
    return called("mergescope.merge.run:merge", request, output)


def called(name: str, request: dict[str, Any], output: Path) -> dict[str, Any]:
    """The engine, called as the bridge calls it. Returns its reply."""
    from mergescope.bridge import invoke

    output.mkdir()
    answer = json.loads(invoke(name, 0, json.dumps(request)))
    if not answer["ok"]:
        error = answer["error"]
        raise Failed(f"{error.get('code') or error['type']}: {error['message']}")
    return answer["value"]
