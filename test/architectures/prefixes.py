"""What the names of a language model begin with inside of the classes that give it a head, by model type.

usage: prefixes.py --write | --check [TYPE …]

Read from the source of each class, so that none is built. ``--write`` puts the table where TypeScript reads it
(src/core/mergekit/tables), ``--check`` fails where what stands there differs; of some types, if types are named.
"""

from __future__ import annotations

import inspect
import re
import sys

from inferred import TABLES, classes_of
from types_by_value import write_or_check

FILE = TABLES / "prefixes.json"
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


if __name__ == "__main__":
    sys.exit(write_or_check(FILE, prefix_of))
