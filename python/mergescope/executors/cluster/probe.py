"""Whether each node can do its part, asked before the first shard."""

from __future__ import annotations

import importlib
import os
import platform
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from mergescope.environment import packages
from mergescope.errors import MergescopeError
from mergescope.executors.cluster.code_hash import code_of
from mergescope.executors.same_bytes import computes_with
from mergescope.own_file import read_own
from mergescope.sources.object_storage import is_object, read_range

#: What decides bytes has to be the same everywhere.
_PACKAGES = ("torch", "numpy", "transformers", "safetensors", "pydantic")
_CODE = ("mergescope", "mergekit")


class Found(TypedDict):
    """What a node says of itself."""

    versions: dict[str, str]
    computes_with: str
    without: str | None


@dataclass(frozen=True)
class Wanted:
    """folder: of the output; mark: a file in it, and what it says; sources: by path the bytes, None of a folder; of an object
    its ETag; device: type of torch's."""

    folder: str
    mark: str
    text: str
    sources: dict[str, int | str | None]
    device: str = "cpu"


def versions() -> dict[str, str]:
    """Of what has to be the same on every node."""
    installed = packages()
    versions = {name: installed.get(name, "none") for name in _PACKAGES}
    code = {f"the code of {name}": code_of(name) for name in _CODE}
    return {"python": ".".join(platform.python_version_tuple()[:2]), **versions, **code}


def look(wanted: Wanted) -> Found:
    """On a node. `without`: the first thing that it lacks. Imports what tasks do, which the first of them would wait for."""
    importlib.import_module("mergescope.shards.execute")
    return {
        "versions": versions(),
        "computes_with": computes_with(wanted.device),
        "without": _missing(wanted),
    }


def _missing(wanted: Wanted) -> str | None:
    mark = Path(wanted.folder, wanted.mark)
    try:
        if read_own(mark) != wanted.text:
            return f"the folder {wanted.folder} there is another one than here"
    except OSError:
        return f"it does not see the folder {wanted.folder}"
    try:
        own = mark.with_name(f"{mark.name}.{secrets.token_hex(4)}")
        own.write_text("", encoding="utf-8")
        own.unlink()
    except OSError as error:
        return f"it cannot write into {wanted.folder}: {error.strerror}"
    for path, known in wanted.sources.items():
        try:
            if is_object(path):
                read_range(path, str(known) if known else None, 0, 1)
            elif os.stat(path).st_size != known and known is not None:
                return f"{path} there is another file than here"
        except OSError as error:
            return f"it cannot read {path}: {error.strerror}"
        except MergescopeError as error:
            return f"it cannot read a donor: {error}"
    return None


def judge(nodes: dict[str, Found]) -> None:
    """nodes: what was found on each, by its name.

    Raises:
        MergescopeError: cluster-unusable, naming the node and what is wrong with it.
    """
    here = versions()
    for node, seen in nodes.items():
        other = [
            f"{name} {seen['versions'][name]} (here {here[name]})"
            for name in here
            if seen["versions"][name] != here[name]
        ]
        if other:
            raise MergescopeError(
                "cluster-unusable",
                f"the node {node} has {', '.join(other)}",
                "install the same versions on all machines",
            )
        if seen["without"] is not None:
            raise MergescopeError(
                "cluster-unusable",
                f"the node {node} cannot take part: {seen['without']}",
                "the output and the donors have to lie in a folder that all machines share, under the same path, or the"
                " donors in object storage that each of them has credentials for",
            )
