"""A table of model types by what they have in common, which a script writes or checks."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable, Iterable
from pathlib import Path


def table(value_of: Callable[[str], str | None], model_types: Iterable[str]) -> dict[str, list[str]]:
    """Types without a value are in none of the lists."""
    types: dict[str, list[str]] = {}
    for model_type in sorted(model_types):
        value = value_of(model_type)
        if value:
            types.setdefault(value, []).append(model_type)
    return dict(sorted(types.items()))


def write_or_check(file: Path, value_of: Callable[[str], str | None]) -> int:
    """What ``--write`` and ``--check [TYPE …]`` do: the exit code."""
    logging.disable(logging.CRITICAL)
    from model_classes import model_types

    asked = [argument for argument in sys.argv[1:] if not argument.startswith("--")] or model_types()
    found = table(value_of, asked)
    if "--write" in sys.argv:
        lines = [f"  {json.dumps(value)}: {json.dumps(types)}" for value, types in found.items()]
        file.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
        return 0
    written = json.loads(file.read_text(encoding="utf-8"))
    told = {value: sorted(one for one in types if one in asked) for value, types in written.items()}
    stale = {value: types for value, types in told.items() if types} != found
    if stale:
        script = f"test/architectures/{Path(sys.argv[0]).name}"
        print(f"{file} is stale; run: python {script} --write", file=sys.stderr)
    return int(stale)
