"""A field of mergekit that goes by another name is told with mergekit's version, and never read as if it were absent."""

from __future__ import annotations

import re
from importlib.metadata import version

import pytest
import yaml
from merge_requests import merge_request
from mergescope.errors import MergescopeError
from mergescope.merge.known_fields import has_method, known, known_within, reading_mergekit
from mergescope.merge.planning import plan_merge, read_config
from mergescope.merge.request import MergeRequest
from small_models import make_model
from test_methods import METHODS, NEWER, config_of

OWN = [method for method in METHODS if NEWER or method not in ("ram", "ramplus_tl")]


@pytest.fixture(scope="module")
def donors(tmp_path_factory):
    folder = tmp_path_factory.mktemp("donors")
    return [make_model(folder / f"donor-{k}", k, moved=0.01 * k) for k in range(4)]


def plan_of(method, donors, folder):
    request = MergeRequest.of(merge_request(yaml.safe_dump(config_of(method, donors)), folder))
    return plan_merge(request, read_config(request))


def classes_of(planned):
    """Every class of mergekit whose fields the plan of a tensor was read from."""
    from mergekit.architecture import WeightInfo
    from mergekit.io.tasks import GatherTensors, LoadTensor, SaveTensor

    return [SaveTensor, LoadTensor, GatherTensors, WeightInfo, type(planned.task)]


def refuses_every_renamed_field(kind):
    item = kind.model_construct()
    assert known(item) is item
    for name in kind.model_fields:
        fields = {f"{key}_renamed" if key == name else key: info for key, info in kind.model_fields.items()}
        # As mergekit's own class would come with the new name.
        renamed = type(kind.__name__, (), {"model_fields": fields})
        with pytest.raises(MergescopeError) as caught:
            known(renamed())
        assert caught.value.code == "mergekit-changed"
        said = str(caught.value)
        assert f"mergekit {version('mergekit')}" in said
        # Without it, too, where no older mergekit is without it.
        assert re.search(f"it has {kind.__name__} (without [a-z0-9_, ]+ and )?with {name}_renamed$", said)


def test_every_renamed_field_is_an_error_that_names_the_version(donors, tmp_path, monkeypatch):
    seen = set()
    for method in OWN:
        planned = plan_of(method, donors, tmp_path).tensors[0]
        for kind in classes_of(planned):
            if kind in seen:
                continue
            seen.add(kind)
            refuses_every_renamed_field(kind)
    assert len(seen) >= 5


def test_every_renamed_field_of_a_config_and_of_the_options_is_an_error():
    from mergekit import config, options
    from mergekit.tokenizer import config as tokenizer_config

    kinds = {
        kind
        for module in (config, options, tokenizer_config)
        for kind in vars(module).values()
        # Made in passing, and never read.
        if isinstance(kind, type)
        and hasattr(kind, "model_fields")
        and kind.__name__ not in ("BaseModel", "ConfigReader")
    }
    assert len(kinds) >= 11
    for kind in kinds:
        refuses_every_renamed_field(kind)


def test_an_unknown_field_anywhere_in_a_config_is_an_error():
    from mergekit.config import InputModelDefinition

    class Newer(InputModelDefinition):
        weight: float = 1.0

    Newer.__module__ = InputModelDefinition.__module__
    Newer.__name__ = InputModelDefinition.__name__
    models = [Newer.model_validate({"model": "a"})]
    with pytest.raises(MergescopeError, match="it has InputModelDefinition with weight"):
        known_within({"models": models})


def test_a_task_that_is_not_known_is_an_error():
    with pytest.raises(MergescopeError, match="SomeTask, which is not known"):
        known(type("SomeTask", (), {"model_fields": {}})())


def test_an_attribute_that_mergekit_lacks_is_told_and_others_stay_as_they_are():
    from mergekit.io.tasks import LoaderCache

    def read(item):
        with reading_mergekit():
            return item.renamed

    with pytest.raises(
        MergescopeError, match=f"mergekit {version('mergekit')} .*LoaderCache without renamed"
    ):
        read(LoaderCache())
    with pytest.raises(AttributeError, match="renamed"):
        read([])


def test_a_method_is_there_or_not_as_the_version_says_or_it_is_an_error():
    from mergekit.io.tasks import LoadTensor
    from mergekit.merge_methods import get

    for item, name in [
        (LoadTensor.model_construct(), "_load_converted_tensor"),
        (get("linear"), "validate_inputs"),
    ]:
        assert has_method(item, name) == hasattr(item, name) == NEWER
        renamed = type("Renamed", (), {} if NEWER else {name: None})()
        said = f"Renamed {'without' if NEWER else 'with'} {name}"
        with pytest.raises(MergescopeError, match=said) as caught:
            has_method(renamed, name)
        assert caught.value.code == "mergekit-changed"
