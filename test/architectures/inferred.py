"""What mergekit makes of every class of transformers: of those that it has no definition of, and so infers from transformers,
what is lost and renamed, and of all the error that planning ends with.

usage: inferred.py --write | --check [TYPE …]

Each class is built small on the meta device and saved as a header, and mergekit plans a merge of it. ``--write`` puts what
differs from the saved names where TypeScript reads it (src/core/mergekit/tables), ``--check`` fails where what stands
there differs, in mergekit's own tables, too; of some types, if types are named.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import inspect
import json
import logging
import os
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT / "python"), str(HERE)]
os.environ["HF_HUB_OFFLINE"] = "1"

TABLES = ROOT / "src" / "core" / "mergekit" / "tables"
TABLE = TABLES / f"inferred-{importlib.metadata.version('mergekit')}.json"

Entry = dict[str, Any]


def classes_of(model_type: str) -> list[type]:
    """The models that config.json may name for a type: all that take its config, and the one that it usually is."""
    import transformers
    from model_classes import config_class, model_class

    kind = config_class(model_type)
    try:
        usual = [model_class(model_type)]
    except LookupError:
        usual = []
    try:
        module = importlib.import_module(kind.__module__.replace("configuration_", "modeling_"))
    except ImportError:
        return usual
    own = [
        found
        for name, found in sorted(inspect.getmembers(module, inspect.isclass))
        if issubclass(found, transformers.PreTrainedModel)
        and found.__module__ == module.__name__
        and found.config_class is kind
        and not name.endswith("PreTrainedModel")
    ]
    return own + [found for found in usual if found not in own]


def defined() -> set[str]:
    """The classes that this mergekit has a definition of."""
    from mergekit_table import architectures

    return set(architectures())


def entries(model_types: Iterable[str]) -> Iterator[tuple[str, str, Entry | None]]:
    """Type, class, and what mergekit makes of it; None: a model that transformers does not build small."""
    known = defined()
    for model_type in model_types:
        try:
            classes = classes_of(model_type)
        except Exception as error:
            print(f"{model_type}: {type(error).__name__}: {error}"[:200], file=sys.stderr)
            continue
        for found in classes:
            try:
                entry = seen(model_type, found)
                # What a definition lacks is told by the definition itself, which mergekit's own table has.
                raises = {name: error for name, error in entry.items() if name == "raises"}
                yield model_type, found.__name__, raises if found.__name__ in known else entry
            except Exception as error:
                print(
                    f"{model_type} {found.__name__}: {type(error).__name__}: {error}"[:200], file=sys.stderr
                )
                yield model_type, found.__name__, None


def seen(model_type: str, model_class: Any) -> Entry:
    """`raises`: the error that planning ends with; `loses`, `renames`: beginnings of names that the output lacks, or has
    otherwise; `modules`: those that have other names than the donors' layers, with these. Empty where the output is as the donors.
    """
    import torch
    from mergescope.architecture.quiet import quiet
    from mergescope.architecture.saved_names import saved_names, saved_stacks
    from model_classes import config_class
    from small_config import small_config

    with quiet():
        config = small_config(config_class(model_type), model_class)
        with torch.device("meta"):
            model = model_class(config)
        shapes, stacks = saved_names(model).wanted, saved_stacks(model)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        config.architectures = [model_class.__name__]
        try:
            config.save_pretrained(folder)
        except Exception:
            (folder / "config.json").write_text(json.dumps(config.to_dict(), default=str))
        write_header(folder / "model.safetensors", shapes)
        return planned(folder, set(shapes), stacks, getattr(config, "model_type", None))


def write_header(path: Path, shapes: dict[str, tuple[int, ...]]) -> None:
    """A file of tensors that are a hole."""
    import math

    header: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    end = 0
    for name, shape in shapes.items():
        begin, end = end, end + 4 * math.prod(shape)
        header[name] = {"dtype": "F32", "shape": list(shape), "data_offsets": [begin, end]}
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        file.truncate(8 + len(text) + end)


def planned(folder: Path, saved: set[str], stacks: dict[str, str], model_type: str | None) -> Entry:
    """What mergekit plans for a model by itself, against the names of its tensors, and of its stacks of layers."""
    from mergekit.architecture import get_architecture_info
    from mergekit.config import MergeConfiguration
    from mergekit.io.tasks import LoaderCache
    from mergekit.options import MergeOptions
    from mergekit.plan import MergePlanner

    options = MergeOptions(quiet=True)
    LoaderCache.loaders.clear()
    LoaderCache().setup(options)
    config = MergeConfiguration.model_validate(
        {"merge_method": "linear", "models": [{"model": str(folder), "parameters": {"weight": 1}}]}
    )
    try:
        info = get_architecture_info(config, options)
        planner = MergePlanner(config, info, options, config.models[0].model.config())
        planner._plan()
    except Exception as error:
        return {"raises": type(error).__name__}
    names = {weight.name for weight, _ in planner._tensors}
    gone, new = saved - names, names - saved
    renamed = sources(saved, model_type, new) & gone
    found: Entry = {}
    if gone - renamed:
        found["loses"] = beginnings(gone - renamed, saved - gone | renamed)
    if renamed or new:
        found["renames"] = beginnings(renamed, saved - renamed)
    if modules := {name: own for name, own in sorted(stacks.items()) if name in info.modules}:
        found["modules"] = modules
    return found


def sources(saved: set[str], model_type: str | None, new: set[str]) -> set[str]:
    """The tensors of a checkpoint that make these of the loaded model."""
    from mergescope.merge.anatomy.conversions import loaded_names

    made = loaded_names(model_type, sorted(saved))
    return {source for name, parts in made.items() if name in new for source in parts}


def beginnings(names: set[str], others: set[str]) -> list[str]:
    """The shortest beginnings, by whole parts of names, that these have and the others lack."""
    taken = {beginning for name in others for beginning in all_beginnings(name)}
    found = set()
    for name in names:
        mine = all_beginnings(name)
        found.add(next((beginning for beginning in mine if beginning not in taken), mine[-1]))
    return sorted(found)


def all_beginnings(name: str) -> list[str]:
    parts = re.sub(r"\.\d+(?=\.)", ".*", name).split(".")
    return [".".join(parts[:count]) for count in range(1, len(parts) + 1)]


def table(model_types: Iterable[str]) -> dict[str, Entry]:
    """By class, or by type and class where a class stands for another type, too, and other things come of it."""
    found: dict[str, Entry] = {}
    for model_type, name, entry in entries(model_types):
        if entry is not None and found.setdefault(name, entry) != entry:
            found[f"{model_type}:{name}"] = entry
    return found


def text_of(found: dict[str, Entry]) -> str:
    """A line for each class whose output is not as the donors."""
    told = {name: entry for name, entry in sorted(found.items()) if entry or ":" in name}
    lines = [f"  {json.dumps(name)}: {json.dumps(entry)}" for name, entry in told.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def main() -> int:
    logging.disable(logging.CRITICAL)
    from model_classes import model_types

    asked = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
    if "--write" in sys.argv:
        before = json.loads(TABLE.read_text(encoding="utf-8")) if asked and TABLE.exists() else {}
        TABLE.write_text(text_of(before | table(asked or model_types())), encoding="utf-8")
        return 0
    import mergekit_table

    stale = mergekit_table.main() != 0
    written = json.loads(TABLE.read_text(encoding="utf-8")) if TABLE.exists() else {}
    for model_type, name, entry in entries(asked or model_types()):
        told = written.get(f"{model_type}:{name}", written.get(name, {}))
        if entry is not None and entry != told:
            stale = True
            print(f"{model_type}:{name} is {entry}, and the table says {told}", file=sys.stderr)
    if stale:
        print(f"{TABLES} is stale; run: python test/architectures/inferred.py --write", file=sys.stderr)
    return int(stale)


if __name__ == "__main__":
    sys.exit(main())
