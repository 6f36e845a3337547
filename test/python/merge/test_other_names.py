"""Fields that config.json calls by their other name."""

from __future__ import annotations

import json

import pytest
import transformers
from anatomy_models import config_of, loads_whole, make_donor
from mergescope.merge.spelling import names_as_in, own_names
from runs import run_ours
from transformers.models.auto.configuration_auto import CONFIG_MAPPING, CONFIG_MAPPING_NAMES


def built():
    for kind in sorted(CONFIG_MAPPING_NAMES):
        try:
            config = CONFIG_MAPPING[kind]()
            yield kind, config, json.loads(config.to_json_string(use_diff=False))
        except Exception:  # needs parts of its own, or a package that is not here
            continue


def test_what_transformers_reads_is_what_own_names_say_and_each_file_keeps_its_spelling():
    tried = 0
    for kind, config, whole in built():
        names = {other: own for other, own in config.attribute_map.items() if other != own and own in whole}
        for other, own in names.items():
            tried += 1
            file = {other if key == own else key: value for key, value in whole.items()}
            assert own_names(file, config) == whole, (kind, other)
            assert names_as_in(file, whole, config) == file, (kind, other)
            both = {own: "old", **file}
            assert own_names(both, config) == whole, (kind, other)
            assert own not in names_as_in(both, whole, config).keys() - both.keys()
            part = {"model_type": "outer", "text_config": file}
            outer = transformers.PretrainedConfig(text_config=config)
            assert own_names(part, outer)["text_config"] == whole
            assert names_as_in(part, own_names(part, outer), outer) == part
    assert tried > 300


@pytest.mark.parametrize("called", ["own", "other"])
@pytest.mark.parametrize(
    "kind", ["GPT2LMHeadModel", "BloomForCausalLM", "GPTJForCausalLM", "DistilBertForMaskedLM"]
)
def test_a_stack_counts_its_layers_by_the_name_that_the_file_has(tmp_path, kind, called):
    donors = [make_donor(tmp_path / name, kind, seed) for seed, name in enumerate("ab")]
    own = getattr(transformers, kind).config_class.attribute_map["num_hidden_layers"]
    name = own if called == "own" else "num_hidden_layers"
    layers = config_of(donors[0])[own]
    for donor in donors:
        settings = {name if key == own else key: value for key, value in config_of(donor).items()}
        (donor / "config.json").write_text(json.dumps(settings))
    slices = [{"sources": [{"model": str(donor), "layer_range": [0, layers]}]} for donor in donors]
    run_ours({"merge_method": "passthrough", "slices": slices, "dtype": "float32"}, tmp_path / "ours")
    assert config_of(tmp_path / "ours") == {**config_of(donors[0]), name: 2 * layers}
    loads_whole(tmp_path / "ours")
