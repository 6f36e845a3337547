"""What the names of a language model begin with inside of the classes that give it a head, by model type.

usage: prefixes.py --write | --check [TYPE …]

Read from the source of each class, so that none is built. ``--write`` puts the table where TypeScript reads it
(src/core/mergekit/tables), ``--check`` fails where what stands there differs; of some types, if types are named.
"""

from __future__ import annotations

import inspect
import json
import logging
import re
import sys
from collections.abc import Iterable

from inferred import TABLE, classes_of

FILE = TABLE.with_name("prefixes.json")
WITH_HEAD = re.compile(r"LMHeadModel|For(CausalLM|ConditionalGeneration|MaskedLM)$")


def prefix_of(model_type: str) -> str | None:
    """The one that all of its classes with a head have; None: there is none, or they differ."""
    try:
        heads = [found for found in classes_of(model_type) if WITH_HEAD.search(found.__name__)]
        found = {kept_as(head) for head in heads}
    # A module may want a library that is not there, and ends the process for it.
    except (Exception, SystemExit):
        return None
    return found.pop() if len(found) == 1 else None


def kept_as(head: type) -> str | None:
    prefix: str = getattr(head, "base_model_prefix", "")
    return prefix if prefix and f"self.{prefix} =" in inspect.getsource(head.__init__) else None


def table(model_types: Iterable[str]) -> dict[str, list[str]]:
    types: dict[str, list[str]] = {}
    for model_type in sorted(model_types):
        prefix = prefix_of(model_type)
        if prefix:
            types.setdefault(prefix, []).append(model_type)
    return dict(sorted(types.items()))


def main() -> int:
    logging.disable(logging.CRITICAL)
    from model_classes import model_types

    asked = [argument for argument in sys.argv[1:] if not argument.startswith("--")] or model_types()
    found = table(asked)
    if "--write" in sys.argv:
        lines = [f"  {json.dumps(prefix)}: {json.dumps(types)}" for prefix, types in found.items()]
        FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
        return 0
    written = json.loads(FILE.read_text(encoding="utf-8"))
    told = {prefix: sorted(one for one in types if one in asked) for prefix, types in written.items()}
    stale = {prefix: types for prefix, types in told.items() if types} != found
    if stale:
        print(f"{FILE} is stale; run: python test/architectures/prefixes.py --write", file=sys.stderr)
    return int(stale)


if __name__ == "__main__":
    sys.exit(main())
