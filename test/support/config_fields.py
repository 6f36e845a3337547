"""The fields of transformers' configs that are checked for their type, as src/core/model/config-fields-….ts holds them.

usage: config_fields.py             prints the table
       config_fields.py TRIES.json  tries: texts of config.json; prints the table, and null or an error for each
"""

import collections
import dataclasses
import json
import os
import pathlib
import sys
import tempfile
import types
import typing

import probed_fields
from transformers import AutoConfig, PretrainedConfig
from transformers.models.auto import modeling_auto
from transformers.models.auto.configuration_auto import CONFIG_MAPPING, CONFIG_MAPPING_NAMES

SIMPLE = {int: "i", float: "f", bool: "b", str: "s", type(None): "0", None: "0"}
LISTS = {int: "I", float: "F", str: "S", bool: "B"}
TASKS = ("CAUSAL_LM", "MASKED_LM", "SEQ_TO_SEQ_CAUSAL_LM", "IMAGE_TEXT_TO_TEXT", "MULTIMODAL_LM")
RARE = 3
"""Fields that fewer types have are left out."""
LANGUAGE_PARTS = ("text_config", "llm_config", "language_config")


def kinds(wanted) -> str | None:
    """One letter for each kind of JSON value that a field takes; None: not checked, or not to be said in letters."""
    origin, arguments = typing.get_origin(wanted), typing.get_args(wanted)
    if origin in (types.UnionType, typing.Union):
        found = [kinds(each) for each in arguments]
        return None if None in found else "".join(sorted(set("".join(found))))
    if wanted in SIMPLE:
        return SIMPLE[wanted]
    if wanted is list or origin is list:
        return "L" if not arguments else LISTS.get(arguments[0]) if len(arguments) == 1 else None
    if wanted is tuple or origin is tuple:
        return ""  # JSON never gives one
    if wanted is dict or getattr(wanted, "__name__", "") == "RopeParameters":
        return "d"
    return "" if isinstance(wanted, type) and issubclass(wanted, PretrainedConfig) else None


def takes(config, **values) -> bool:
    try:
        config(**values)
    except Exception:
        return False
    return True


def parts_of(config) -> dict:
    """The language model of a config, and what it is when it names no model_type; `?`: it may name one."""
    if not hasattr(config, "sub_configs_defaults"):
        return probed_fields.parts_of(config, LANGUAGE_PARTS)
    return {
        key: (part.model_type or "") + ("" if issubclass(part.config_class, PretrainedConfig) else "?")
        for key, part in config.sub_configs_defaults.items()
        if key in LANGUAGE_PARTS
    }


def language_types() -> list[str]:
    names = {
        name
        for mapping in dir(modeling_auto)
        if mapping.endswith("MAPPING_NAMES") and any(task in mapping for task in TASKS)
        for name in getattr(modeling_auto, mapping)
        if name in CONFIG_MAPPING_NAMES
    }
    texts = {part.rstrip("?") for name in names for part in parts_of(CONFIG_MAPPING[name]).values()}
    return sorted(names | (texts & set(CONFIG_MAPPING_NAMES)))


def fields_of(config) -> dict:
    parts = {key: f"@{part}" for key, part in parts_of(config).items() if part.strip("?")}
    return (declared(config) if dataclasses.is_dataclass(config) else probed_fields.fields_of(config)) | parts


def declared(config) -> dict:
    fields = {field.name: kinds(field.type) for field in dataclasses.fields(config)}
    found = {name: kind for name, kind in fields.items() if kind}
    if found.get("initializer_range") == "f" and not takes(config, initializer_range=2.0):
        found["initializer_range"] = "p"
    sizes = ("hidden_size", "num_attention_heads")
    if all(found.get(size) == "i" for size in sizes) and not takes(
        config, hidden_size=33, num_attention_heads=2
    ):
        found["hidden_size"] = "h"
    return found


def table() -> list[str]:
    lines = []
    all_fields = {name: fields_of(CONFIG_MAPPING[name]) for name in language_types()}
    often = collections.Counter(field for fields in all_fields.values() for field in fields)
    done: dict[str, set] = {}
    for name, fields in all_fields.items():
        own = {(f, kind) for f, kind in fields.items() if often[f] >= RARE or kind.startswith("@")}
        if not own and not dataclasses.is_dataclass(CONFIG_MAPPING[name]):
            continue
        like = min(done, key=lambda other: len(own ^ done[other]), default=None)
        if like is None or len(own ^ done[like]) >= len(own):
            lines.append(f"{name}: " + " ".join(f"{f}={kind}" for f, kind in sorted(own)))
        else:
            gone = {f for f, _ in done[like]} - {f for f, _ in own}
            words = [f"-{f}" for f in sorted(gone)]
            words += [f"{f}={kind}" for f, kind in sorted(own - done[like])]
            lines.append(f"{name} < {like}: " + " ".join(words))
        done[name] = own
    return lines


def accepts(tries: list) -> list:
    results = []
    # transformers 4 goes by the letters of the path where nothing else says the type, and a random name has some by chance.
    here = pathlib.Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for text in tries:
            pathlib.Path("config.json").write_text(text, encoding="utf-8")
            try:
                AutoConfig.from_pretrained(".")
                results.append(None)
            except Exception as caught:
                results.append([type(caught).__name__, str(caught)[:300]])
        os.chdir(here)
    return results


if __name__ == "__main__":
    if len(sys.argv) == 1:
        print("\n".join(table()))
    else:
        tries = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))
        print(json.dumps({"table": "\n".join(table()), "results": accepts(tries)}))
