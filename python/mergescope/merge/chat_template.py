"""`chat_template` of a config: auto, one of mergekit's own, or Jinja."""

from __future__ import annotations

import importlib.resources
import json
import logging
from collections import Counter
from pathlib import Path

from mergescope.errors import MergescopeError, in_one_line

LOG = logging.getLogger(__name__)


def resolve_chat_template(setting: str | None, donors: list[Path]) -> str | None:
    """The template itself; None where the config asks for none or no donor has one.

    Args:
        setting: as the config has it.
        donors: folders in the order of the config; of equally common templates the first one wins.
    """
    if not setting:
        return None
    if setting == "auto":
        templates = [template for template in map(donor_template, donors) if template]
        return Counter(templates).most_common(1)[0][0] if templates else None
    if "{" in setting:
        return setting
    from mergekit._data import chat_templates

    file = importlib.resources.files(chat_templates).joinpath(f"{setting}.jinja")
    if not file.is_file():
        raise MergescopeError(
            "config-invalid",
            f"chat_template: {setting!r} is neither auto, a name that mergekit knows nor a template",
        )
    return file.read_text(encoding="utf-8")


def donor_template(donor: Path) -> str | None:
    """The default chat template that lies in a model's folder."""
    file = donor / "chat_template.jinja"
    if file.is_file():
        return file.read_text(encoding="utf-8").strip()
    try:
        template = json.loads((donor / "tokenizer_config.json").read_text(encoding="utf-8")).get(
            "chat_template"
        )
    except (OSError, ValueError):
        return None
    if isinstance(template, list):
        template = {entry.get("name"): entry.get("template") for entry in template}.get("default")
    return template.strip() if isinstance(template, str) else None


def check_chat_template(output: Path, setting: str | None) -> None:
    """Compiles the chat template that the output has, where it has one. What a donor has brought along is warned of.

    Args:
        setting: as the config has it.

    Raises:
        MergescopeError: config-invalid, where the template of the config itself does not compile.
    """
    template = donor_template(output)
    problem = None if template is None else _problem(template)
    if problem is None:
        return
    if setting and "{" in setting:
        raise MergescopeError("config-invalid", f"chat_template: {problem}", "correct the template")
    LOG.warning(
        "the chat template that comes from a donor does not compile, so that nobody can use it: %s",
        problem,
    )


def _problem(template: str) -> str | None:
    try:
        from jinja2 import TemplateSyntaxError
        from transformers.utils.chat_template_utils import _compile_jinja_template as compiled
    except ImportError:
        return None
    try:
        compiled(template)
    except TemplateSyntaxError as error:
        return f"line {error.lineno} of the template: {in_one_line(error).removesuffix('.')}"
    return None
