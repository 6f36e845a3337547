"""The parts of patches/common that need no mergekit, imported as a package of their own."""

import importlib
import sys
import types

from overlay import PATCHES

_package = types.ModuleType("mergescope_common")
_package.__path__ = [str(PATCHES / "common")]
sys.modules.setdefault("mergescope_common", _package)

rows, audit, tensors, tokenizer, vocab, load = (
    importlib.import_module(f"mergescope_common.mergescope_{name}")
    for name in ("rows", "audit", "tensors", "tokenizer", "vocab", "load")
)
