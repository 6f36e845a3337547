# SPDX-License-Identifier: LGPL-3.0-only
"""What the installed mergekit says of itself: its methods, their parameters, the architectures that it defines.

``python python/mergekit_table.py`` prints the table of the interpreter's mergekit as JSON, ``--write`` puts it where
TypeScript reads it (src/core/mergekit/tables), and ``--check`` fails where what stands there differs.
"""

from __future__ import annotations

import importlib.metadata
import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mergekit.architecture.base import ModuleDefinition
    from mergekit.architecture.json_definitions import JsonModuleArchitecture
    from mergekit.merge_methods.base import MergeMethodSpec
    from transformers.core_model_loading import WeightTransform

TABLES = Path(__file__).resolve().parents[1] / "src" / "core" / "mergekit" / "tables"


class ListedParameter(Protocol):
    name: str
    required: bool
    default_value: object


class ListedMethod(Protocol):
    """A method of an older mergekit."""

    def parameters(self) -> list[ListedParameter]: ...

    def tensor_parameters(self) -> list[ListedParameter]: ...


def table() -> dict[str, object]:
    """The table of the mergekit that this interpreter imports."""
    return {
        "version": importlib.metadata.version("mergekit"),
        "methods": dict(sorted(methods().items())),
        "architectures": dict(sorted(architectures().items())),
        "definitions": dict(sorted(definitions().items())),
        "conversions": dict(sorted(conversions().items())),
    }


def methods() -> dict[str, object]:
    from mergekit.merge_methods import registry

    # A newer mergekit declares what a method takes; in an older one, it only lists its parameters.
    if hasattr(registry, "registered_methods"):
        return {method.spec.name: declared(method.spec) for method in registry.registered_methods()}
    return {name: listed(method) for name, method in vars(registry)["REGISTERED_MERGE_METHODS"].items()}


def declared(spec: MergeMethodSpec) -> dict[str, object]:
    contract = spec.contract
    scopes = {"shared": "global", "input": "model", "non_base": "non-base"}
    return {
        "base": contract.base.value,
        "inputs": [contract.min_inputs, contract.max_inputs],
        "nonBase": [contract.min_non_base or 0, contract.max_non_base],
        "parameters": {
            parameter.name: {
                "scope": scopes[parameter.scope.value],
                "required": parameter.required,
                "default": None if parameter.required else parameter.default,
            }
            for parameter in sorted(spec.parameters, key=lambda parameter: parameter.name)
        },
    }


def listed(method: ListedMethod) -> dict[str, object]:
    scoped = [("global", parameter) for parameter in method.parameters()]
    scoped += [("model", parameter) for parameter in method.tensor_parameters()]
    return {
        "parameters": {
            parameter.name: {
                "scope": scope,
                "required": parameter.required,
                "default": None if parameter.required else parameter.default_value,
            }
            for scope, parameter in sorted(scoped, key=lambda pair: pair[1].name)
        }
    }


def architectures() -> dict[str, list[str]]:
    """The modules of every architecture by the names that config.json may give it."""
    from mergekit.architecture import json_definitions, moe_defs

    # A few have no file: classes make them from the number of experts.
    made = {
        name: ["default"]
        for item in vars(moe_defs).values()
        if isinstance(name := getattr(item, "ARCHITECTURE_NAME", None), str)
    }
    return made | {
        name: sorted(definition.modules)
        for name, definitions in json_definitions.NAME_TO_ARCH.items()
        for definition in definitions
    }


def definitions() -> dict[str, dict[str, list[str]]]:
    """The tensors that an architecture's one definition demands, those that it takes where they are, and what stands in.

    Names of one tensor are parted by `|`, with `*` for the numbers of layers.
    """
    from mergekit.architecture import json_definitions

    table: dict[str, dict[str, list[str]]] = {}
    for name, candidates in json_definitions.NAME_TO_ARCH.items():
        if len(candidates) != 1 or name.startswith("_"):
            continue
        weights = [weight for module in candidates[0].modules.values() for weight in weights_of(module)]
        table[name] = {
            "demanded": sorted({names for names, optional, _ in weights if not optional}),
            "optional": sorted({names for names, optional, _ in weights if optional}),
            "tied": sorted({names for _, _, names in weights if names}),
        }
    return table


def conversions() -> dict[str, list[str]]:
    """What mergekit's transformers calls tensors otherwise once a model of a type is loaded.

    `PATTERN -> NAME` where it renames, `PATTERN => NAME` where it puts together or parts, one after the other up to the
    first of these. Patterns are those of JavaScript, too; ``\\1`` in a name is the first group.
    """
    try:
        from transformers.conversion_mapping import get_checkpoint_conversion_mapping
    except ImportError:
        return {}
    from transformers import CONFIG_MAPPING

    mapped = {name: get_checkpoint_conversion_mapping(name) for name in CONFIG_MAPPING}
    return {
        name: [conversion(transform) for transform in transforms]
        for name, transforms in mapped.items()
        if transforms
    }


def conversion(transform: WeightTransform) -> str:
    pattern = re.sub(r"\(\?P<g\d+>", "(?:", transform.compiled_sources.pattern)
    arrow = "=>" if type(transform).__name__ == "WeightConverter" else "->"
    return f"{pattern} {arrow} {transform.target_patterns[0]}"


def weights_of(module: ModuleDefinition) -> list[tuple[str, bool, str]]:
    architecture = cast("JsonModuleArchitecture", module.architecture)
    definition, prefix = architecture.definition, module.weight_prefix or ""
    layered = definition.layer_templates.weights if definition.override_num_layers != 0 else []

    def joined(names: Iterable[str]) -> str:
        return "|".join(re.sub(r"\$\{[^}]*\}", "*", prefix + name) for name in names)

    return [
        (joined((weight.name, *(weight.aliases or ()))), weight.optional, joined(weight.tied_names or ()))
        for weight in [*definition.pre_weights, *layered, *definition.post_weights]
    ]


def main() -> int:
    contents = table()
    text = json.dumps(contents, indent=2) + "\n"
    path = TABLES / f"mergekit-{contents['version']}.json"
    if "--write" in sys.argv:
        path.write_text(text, encoding="utf-8", newline="\n")
    elif "--check" in sys.argv:
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            print(f"{path} is stale; run: python python/mergekit_table.py --write", file=sys.stderr)
            return 1
    else:
        print(text, end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
