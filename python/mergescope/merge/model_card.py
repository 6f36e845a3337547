"""README.md of the output, with the metadata that the Hub reads."""

from __future__ import annotations

import re
from typing import Any

import yaml

from mergescope.merge.planning import MergePlan
from mergescope.merge.request import MergeRequest

_HUB_ID = re.compile(r"^[\w.-]+/[\w.-]+(@[\w./-]+)?$")


def model_card(plan: MergePlan, request: MergeRequest, order: list[Any]) -> str:
    """The card as Markdown.

    base_model lists the donors that are Hub ids; a path of this machine is nobody's business, so donors that
    are not are named by the last part of their path in the text only.
    """
    names = [request.name_of(model) for model in order]
    metadata = {
        "base_model": [name.split("@")[0] for name in names if _HUB_ID.match(name)],
        "library_name": "transformers",
        "tags": ["mergekit", "merge", "mergescope"],
    }
    lines = ["---", yaml.safe_dump(metadata, sort_keys=True).strip(), "---", "", "# Merged model", ""]
    lines += [f"Merged with the `{plan.config.merge_method}` method of mergekit, run by mergescope.", ""]
    lines += ["| donor | role | commit |", "| --- | --- | --- |"]
    for model, name in zip(order, names, strict=True):
        role = "base" if model == plan.config.base_model else "donor"
        commit = request.commits.get(name, "")
        lines.append(f"| {_cell(name)} | {role} | {_cell(commit)} |")
    lines += ["", "## Config", "", "```yaml", _public_config(request).strip(), "```", ""]
    return "\n".join(lines)


def _public_config(request: MergeRequest) -> str:
    text = request.config_text
    for path, name in sorted(request.names.items(), key=lambda item: -len(item[0])):
        text = text.replace(path, _public(name))
    return text


def _public(name: str) -> str:
    return name if _HUB_ID.match(name) else re.split(r"[\\/]", name.rstrip("\\/"))[-1]


def _cell(text: str) -> str:
    return _public(text).replace("|", "\\|").replace("\n", " ")
