"""What is installed in this interpreter's environment. Imports nothing but the standard library until asked for torch."""

import importlib.util
import json
import re
import sys
from importlib import metadata
from pathlib import Path


def facts(torch: bool = False) -> dict[str, object]:
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


def mergekit() -> dict[str, str | None] | None:
    spec = importlib.util.find_spec("mergekit")
    if spec is None or spec.origin is None:
        return None
    try:
        distribution = metadata.distribution("mergekit")
    except metadata.PackageNotFoundError:
        return {"version": "unknown", "location": str(Path(spec.origin).parent), "source": None}
    return {
        "version": distribution.version,
        "location": str(Path(spec.origin).parent),
        "source": source(distribution.read_text("direct_url.json")),
    }


def source(direct_url: str | None) -> str | None:
    """Where a package came from that is no release, by what pip wrote beside it: ``commit 1a2b3c4 of https://…``."""
    try:
        stated = json.loads(direct_url or "null")
        commit = stated.get("vcs_info", {}).get("commit_id")
        return f"commit {commit[:12]} of {stated['url']}" if commit else str(stated["url"])
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def torch_build() -> dict[str, object]:
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
