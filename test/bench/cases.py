"""What is merged: one config a method, over the same three donors."""

from __future__ import annotations

from pathlib import Path

import yaml

METHODS = (
    "linear",
    "task_arithmetic",
    "slerp",
    "ties",
    "dare_linear",
    "dare_ties",
    "breadcrumbs",
    "breadcrumbs_ties",
    "della",
    "della_linear",
    "model_stock",
)
# linear over donors whose tokenizers differ by one token in a hundred.
UNION = "union"


def config_of(method: str, donors: list[Path]) -> str:
    """YAML; the first donor is the base, where the method has one."""
    base, *others = donors
    config: dict = {"merge_method": method, "dtype": "bfloat16"}
    inputs = others
    if method in ("linear", UNION):
        config["merge_method"] = "linear"
        inputs = donors
    else:
        config["base_model"] = str(base)
    if method == "slerp":
        config["parameters"] = {"t": 0.4}
        inputs = [base, others[0]]
    weights = {"weight": 0.4, "density": 0.5}
    if method.startswith("della"):
        weights["epsilon"] = 0.1
    if method == UNION:
        config["tokenizer"] = {"source": "union"}
    config["models"] = [{"model": str(donor), "parameters": weights} for donor in inputs]
    return yaml.safe_dump(config)
