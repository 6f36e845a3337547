"""What every merge imports, which is most of a small one: done while the headers of the donors are read."""

from __future__ import annotations

import gc
import importlib

from mergescope.deferred_imports import deferring_imports

# In the order in which a merge needs them; none of them imports what the patch changes, which is checked first.
_MODULES = (
    "mergekit.merge_methods",
    "mergekit.architecture",
    "mergekit.io.tasks",
    "transformers.models.auto.tokenization_auto",
    "transformers.conversion_mapping",
    "mergescope.audit.kernel_audit",
    "mergescope.engine.compute.workers",
    "mergescope.merge.layout",
    "mergescope.merge.weights",
    "mergescope.executors.local",
)


def imports(_: None = None) -> None:
    """Imports them. What fails here fails again, and is told, where it is needed."""
    # A module is there for good: to look through them for what may go, again and again, is a tenth of this.
    gc.disable()
    try:
        with deferring_imports():
            for name in _MODULES:
                importlib.import_module(name)
        gc.freeze()
    finally:
        gc.enable()
