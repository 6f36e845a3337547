"""README.md of the output, with the metadata that the Hub reads."""

from __future__ import annotations

import re

import yaml

from mergescope.library_types import ModelReference
from mergescope.merge.planning import MergePlan
from mergescope.merge.request import MergeRequest

# The shares are summed up when the merge is over: src/core/report-text/model-card.ts puts them here.
_SHARES = "<!-- mergescope: share of voice -->"
_HUB_ID = re.compile(r"^[\w.-]+/[\w.-]+(@[\w./-]+)?$")


def model_card(plan: MergePlan, request: MergeRequest, order: list[ModelReference]) -> str:
    """The card as Markdown.

    base_model lists the donors that came from the Hub: those whose commit is known. A path of this machine is
    nobody's business, so the others are named by the last part of their path, and in the text only.
    """
    names = [request.name_of(model) for model in order]
    metadata = {
        "base_model": list(
            dict.fromkeys(part["name"] for model in order for part in request.hub_models_of(model))
        ),
        "library_name": "transformers",
        "tags": ["mergekit", "merge", "mergescope"],
    }
    lines = ["---", yaml.safe_dump(metadata, sort_keys=True).strip(), "---", "", "# Merged model", ""]
    lines += [f"Merged with the `{plan.config.merge_method}` method of mergekit, run by mergescope.", ""]
    lines += ["| donor | role | commit |", "| --- | --- | --- |"]
    for model, name in zip(order, names, strict=True):
        role = "base" if model == plan.config.base_model else "donor"
        commit = ", ".join(part["commit"] or "" for part in request.hub_models_of(model))
        lines.append(f"| {_cell(name)} | {role} | {_cell(commit)} |")
    lines += ["", _SHARES, "## Config", "", "```yaml", _public_config(request).strip(), "```", ""]
    return "\n".join(lines)


def _public_config(request: MergeRequest) -> str:
    text = request.config_text
    parts = {part["path"]: part["name"] for known in request.references for part in known["parts"]}
    for path, name in sorted({**request.names, **parts}.items(), key=lambda item: -len(item[0])):
        text = text.replace(path, _public(name))
    return text


def _public(name: str) -> str:
    return name if _HUB_ID.match(name) else re.split(r"[\\/]", name.rstrip("\\/"))[-1]


def _cell(text: str) -> str:
    return _public(text).replace("|", "\\|").replace("\n", " ")
