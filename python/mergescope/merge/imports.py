"""What every merge imports, which is most of a small one: done while the headers of the donors are read."""

from __future__ import annotations

import importlib

from mergescope.deferred_imports import importing_for_good

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
    with importing_for_good():
        for name in _MODULES:
            importlib.import_module(name)
