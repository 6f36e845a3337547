"""What transformers calls the tensors of a checkpoint once it has loaded it into a class, its parts included.

usage: layouts.py --write | --check [TYPE …]

``--write`` puts the table where TypeScript reads it (src/core/mergekit/tables), ``--check`` fails where what stands there
differs; of some types, if types are named.
"""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Iterable, Iterator
from typing import Any

from inferred import TABLES, classes_of

FILE = TABLES / "layouts.json"
#: What is done to names of any class.
EVERY = "*"


def steps_of(transforms: Iterable[Any]) -> list[dict[str, Any]]:
    """In the order in which they are done. from, to: a pattern, which JavaScript reads, too, and what is put in place of it,
    ``\\1`` for its group; of `each` of several, the later ones only in a checkpoint that has the first; within: what a name
    has to begin with, the first of these; add: to the number that the group is; makes: no name, but another tensor."""
    found = []
    for one in transforms:
        kind = type(one).__name__
        step: dict[str, Any] = {}
        if kind == "GroupWeightRename":
            patterns = [_pattern(type(one)([source], [target])) for source, target in _pairs(one)]
            step["each"] = [
                [pattern, target] for pattern, (_, target) in zip(patterns, _pairs(one), strict=True)
            ]
        else:
            step |= {"from": _pattern(one), "to": one.target_patterns[0]}
        if one.scope_prefix is not None:
            scope, base = (part and f"{part}." for part in (one.scope_prefix, one.base_model_prefix or ""))
            step["within"] = list(dict.fromkeys([base + scope, scope]))
        if getattr(one, "offset", 0):
            step["add"] = one.offset
        if kind == "WeightConverter":
            step["makes"] = True
        found.append(step)
    return [step for step in found if "makes" not in step] + [step for step in found if "makes" in step]


def _pattern(transform: Any) -> str:
    return re.sub(r"\(\?P<g\d+>", "(?:", transform.compiled_sources.pattern)


def _pairs(group: Any) -> list[tuple[str, str]]:
    return list(zip(group.source_patterns, group.target_patterns, strict=True))


def entries(model_types: Iterable[str]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """By class; of those that transformers does not build, without what is done for their parts."""
    import transformers

    for model_type in model_types:
        try:
            classes = classes_of(model_type)
        # A module may want a library that is not there, and ends the process for it.
        except (Exception, SystemExit):
            continue
        for found in classes:
            # What transformers does not give by its name, a merge cannot build either.
            if not hasattr(transformers, found.__name__):
                continue
            try:
                yield found.__name__, steps_of_class(model_type, found)
            except (Exception, SystemExit) as error:
                print(f"{found.__name__}: {type(error).__name__}: {error}"[:200], file=sys.stderr)
                yield found.__name__, steps_of(own_transforms(model_type, found))


def steps_of_class(model_type: str, model_class: Any) -> list[dict[str, Any]]:
    import torch
    from mergescope.architecture.quiet import quiet
    from model_classes import config_class
    from small_config import Search
    from transformers.conversion_mapping import get_model_conversion_mapping

    with quiet():
        config = Search(config_class(model_type), model_class).config()
        with torch.device("meta"):
            model = model_class(config)
        return steps_of(get_model_conversion_mapping(model, add_legacy=False))


def own_transforms(model_type: str, model_class: Any) -> list[Any]:
    from transformers.conversion_mapping import get_checkpoint_conversion_mapping

    known = get_checkpoint_conversion_mapping(model_class.__name__)
    return known or get_checkpoint_conversion_mapping(model_type) or []


def table(model_types: Iterable[str]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for name, steps in entries(model_types):
        found.setdefault(name, steps)
    return {name: steps for name, steps in sorted(found.items()) if steps}


def text_of(found: dict[str, list[dict[str, Any]]]) -> str:
    """A line for classes that are alike."""
    from transformers.conversion_mapping import get_checkpoint_conversion_mapping

    alike: dict[str, list[str]] = {json.dumps(steps_of(get_checkpoint_conversion_mapping("legacy"))): [EVERY]}
    for name, steps in found.items():
        alike.setdefault(json.dumps(steps), []).append(name)
    lines = [f'  {{"classes": {json.dumps(names)}, "steps": {steps}}}' for steps, names in alike.items()]
    return "[\n" + ",\n".join(lines) + "\n]\n"


def main() -> int:
    logging.disable(logging.CRITICAL)
    from model_classes import model_types

    asked = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
    found = table(asked or model_types())
    written = FILE.read_text(encoding="utf-8") if FILE.exists() else "[]"
    before = {name: entry["steps"] for entry in json.loads(written) for name in entry["classes"]}
    if "--write" in sys.argv:
        before.pop(EVERY, None)
        FILE.write_text(
            text_of(dict(sorted({**(before if asked else {}), **found}.items()))), encoding="utf-8"
        )
        return 0
    stale = [name for name, steps in found.items() if before.get(name) != steps]
    for name in stale:
        print(
            f"{name} is not as {FILE} says; run: python test/architectures/layouts.py --write",
            file=sys.stderr,
        )
    return int(bool(stale))


if __name__ == "__main__":
    sys.exit(main())
