"""The fields of the configs of transformers 4. It declares no types: what its classes refuse is found out by trying."""

import copy
import inspect

from transformers import AutoConfig, PretrainedConfig

#: Values by the letter of config_fields.py. A kind is refused where all of it is.
SAMPLES = {
    "0": [None],
    "b": [True, False],
    "d": [{}, {"a": 1}, {"rope_type": "default"}],
    "f": [32.0, 0.5],
    "i": [32, 1, 4],
    "s": ["x", "32", "gelu", ""],
    "B": [[True]],
    "F": [[1.5]],
    "I": [[], [1]],
    "S": [["a"]],
}
IN_ALL = set(inspect.signature(PretrainedConfig.__init__).parameters) | {"self", "args", "kwargs"}


def fields_of(config: type[PretrainedConfig]) -> dict[str, str]:
    """The kinds that each field takes, where it does not take all; `name~other`: where other is not written, or null."""
    try:
        defaults = config().to_dict()
    except Exception:
        return {}
    named = dict.fromkeys(
        name for kind in config.__mro__ for name in inspect.signature(kind.__init__).parameters
    )
    # Some hand it on to a part of theirs without naming it.
    names = [name for name in [*named, "rope_scaling"] if name not in IN_ALL]
    written = {name: defaults[name] for name in names if defaults.get(name) is not None}
    fields = {}
    for name in names:
        samples = with_default(defaults.get(name))
        alone = refused(config, name, samples, {})
        always = alone and refused(config, name, {key: samples[key] for key in alone}, written)
        if always:
            fields[name] = told(config, name, always, defaults)
        others = {key: alone[key] for key in alone if key not in always}
        for other in written if others else ():
            if not refused(config, name, {key: samples[key] for key in others}, {other: written[other]}):
                fields[f"{name}~{other}"] = told(config, name, alone, defaults)
                break
    fields = {name: letters for name, letters in fields.items() if letters}
    sizes = {"hidden_size": 33, "num_attention_heads": 2}
    if (
        set(sizes) <= set(names)
        and error_of(config, sizes)
        and not error_of(config, sizes | {"hidden_size": 34})
    ):
        fields["hidden_size"] = fields.get("hidden_size", "".join(SAMPLES)).replace("i", "h")
    return fields


def parts_of(config: type[PretrainedConfig], names: tuple[str, ...]) -> dict[str, str]:
    """What a part is when it names no model_type; `?`: it may name one; with the exception that no mapping ends in."""
    kinds = {name: kind for name, kind in config.sub_configs.items() if name in names}
    try:
        made = config()
    except Exception:
        return {}
    parts = {name: getattr(made, name, None) for name in kinds}
    return {
        name: parts[name].model_type
        + ("?" if kind is AutoConfig else "")
        + f"!{error_of(config, {name: 'x'}) or ''}"
        for name, kind in kinds.items()
        if isinstance(parts[name], PretrainedConfig)
    }


def with_default(value: object) -> dict[str, list]:
    """The samples, and what stands in the field by itself."""
    kinds = {type(None): "0", bool: "b", dict: "d", float: "f", int: "i", str: "s"}
    lists = {bool: "B", float: "F", int: "I", str: "S"}
    of = {type(each) for each in value} if isinstance(value, list) else set()
    letter = lists.get(of.pop()) if len(of) == 1 else kinds.get(type(value))
    floats = {"f": [*SAMPLES["f"], float(value)]} if letter == "i" else {}
    return SAMPLES if letter is None else SAMPLES | floats | {letter: [*SAMPLES[letter], value]}


def refused(config: type[PretrainedConfig], name: str, samples: dict, more: dict) -> dict[str, str]:
    """The kinds of values that a field takes none of, each with the exception."""
    errors = {
        letter: [error_of(config, {**more, name: value}) for value in values]
        for letter, values in samples.items()
    }
    return {letter: told[0] for letter, told in errors.items() if all(told)}


def error_of(config: type[PretrainedConfig], values: dict) -> str | None:
    try:
        config(**copy.deepcopy(values))
    except Exception as error:
        return type(error).__name__
    return None


def told(config: type[PretrainedConfig], name: str, errors: dict[str, str], defaults: dict) -> str:
    """Letters of what is taken, and behind `!` the exception that most of the rest ends in."""
    letters = [letter for letter in SAMPLES if letter not in errors]
    if name == "rope_scaling" and error_of(config, {name: {"rope_type": "linear"}}) == "KeyError":
        letters = ["r" if letter == "d" else letter for letter in letters]
    if name == "layer_types" and "S" in letters and error_of(config, {name: ["a"]}):
        letters = ["y" if letter == "S" else letter for letter in letters]
    most = max(sorted(set(errors.values())), key=list(errors.values()).count)
    return "".join(letters).replace("BFIS", "L") + f"!{most}" if letters else ""
