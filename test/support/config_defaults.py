"""Of every config class of transformers a config.json, whole and with what is not usual alone, and what is usual.

Prints JSON: by model_type {"whole": {...}, "short": {...}, "usual": {field: its value as JSON, `?` where it is worked
out from others}, "aliases": {another name of a field: its own}}. A class that cannot be built without parts of its own is left out.
"""

import dataclasses
import json
import logging
import warnings

from transformers import PretrainedConfig
from transformers.models.auto.configuration_auto import CONFIG_MAPPING, CONFIG_MAPPING_NAMES

LONGEST = 40
IN_ALL = {field.name for field in dataclasses.fields(PretrainedConfig)}


def usual(config: type, values: dict) -> dict[str, str]:
    texts, depending = {}, worked_out(config, values)
    for field in dataclasses.fields(config):
        value = values.get(field.name)
        if field.name in IN_ALL or isinstance(value, dict):
            continue
        text = json.dumps(value, separators=(",", ":"))
        unsure = field.name in depending or (field.default is None and value is not None)
        told = len(text) <= LONGEST and not set(text) & set(" =`\\") and "Infinity" not in text
        texts[field.name] = text if told and not unsure else "?"
    rope = values.get("rope_parameters")
    if isinstance(rope, dict) and isinstance(rope.get("rope_theta"), int | float):
        texts["rope_theta"] = json.dumps(rope["rope_theta"])
    return texts


def others(value: object) -> list[object]:
    """Other values that a field may take."""
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value * 2]
    return ["relu", "gated-gelu"] if isinstance(value, str) else []


def worked_out(config: type, values: dict) -> set[str]:
    """The fields that take another value where another field does."""
    found = set()
    usual = vars(config())
    names = [
        field.name for field in dataclasses.fields(config) if not isinstance(values.get(field.name), dict)
    ]
    for field in names:
        for value in others(values.get(field)) if field not in IN_ALL else ():
            try:
                made = vars(config(**{field: value}))
            except Exception:
                continue
            found |= {name for name in names if name != field and made.get(name) != usual.get(name)}
    return found


def said(name: str) -> dict | None:
    try:
        made = CONFIG_MAPPING[name]()
        whole = json.loads(made.to_json_string(use_diff=False))
        short = json.loads(made.to_json_string())
    except Exception:  # needs parts of its own, or a package that is not here
        return None
    aliases = {other: own for other, own in type(made).attribute_map.items() if other != own}
    return {"whole": whole, "short": short, "usual": usual(type(made), whole), "aliases": aliases}


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    all_of_them = {name: said(name) for name in sorted(CONFIG_MAPPING_NAMES)}
    print(json.dumps({name: config for name, config in all_of_them.items() if config}))
