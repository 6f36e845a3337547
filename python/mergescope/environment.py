"""What is installed in this interpreter's environment. Imports nothing but the standard library until asked for torch."""

import importlib.util
import re
import sys
from importlib import metadata
from pathlib import Path
from typing import Any


def facts(torch: bool = False) -> dict[str, Any]:
    """Versions of everything installed, as JSON values; with `torch`, its build and the GPUs that it sees."""
    return {
        "python": ".".join(map(str, sys.version_info[:3])),
        "executable": sys.executable,
        "prefix": sys.prefix,
        "packages": packages(),
        "mergekit": mergekit(),
        "torch": torch_build() if torch and importlib.util.find_spec("torch") else None,
    }


def packages() -> dict[str, str]:
    """Every distribution by its normalised name. The first on sys.path wins, as for an import."""
    versions: dict[str, str] = {}
    for distribution in metadata.distributions():
        name = distribution.metadata["Name"]
        if name:  # a package that was half removed has none
            versions.setdefault(re.sub(r"[-_.]+", "-", name).lower(), distribution.version)
    return dict(sorted(versions.items()))


def mergekit() -> dict[str, str] | None:
    spec = importlib.util.find_spec("mergekit")
    if spec is None or spec.origin is None:
        return None
    try:
        version = metadata.version("mergekit")
    except metadata.PackageNotFoundError:
        version = "unknown"
    return {"version": version, "location": str(Path(spec.origin).parent)}


def torch_build() -> dict[str, Any]:
    try:
        import torch
    except Exception as error:
        return {
            "version": packages().get("torch", "unknown"),
            "cuda": None,
            "devices": [],
            "error": repr(error),
        }
    devices = []
    if torch.cuda.is_available():
        for index in range(torch.cuda.device_count()):
            properties = torch.cuda.get_device_properties(index)
            devices.append({"name": properties.name, "memoryBytes": properties.total_memory})
    return {"version": torch.__version__, "cuda": torch.version.cuda, "devices": devices, "error": None}
