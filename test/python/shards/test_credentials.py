"""Credentials that are missing or cannot be used are told as that, at once, and never repeated."""

from __future__ import annotations

import json
import os
import sys

import pytest
from mergescope.sources import object_storage
from mergescope.sources.mirror import answer_of
from mergescope.upload.listing import look

pytestmark = pytest.mark.ray

KEY = "c2VjcmV0LXNlY3JldA"
HINTS = {"s3": "AWS_ACCESS_KEY_ID", "gs": "GOOGLE_SERVICE_ACCOUNT", "az": "AZURE_STORAGE_ACCOUNT_KEY"}


@pytest.fixture
def none(monkeypatch):
    """An environment without any, and nobody who gives one to machines of a cloud."""
    for name in os.environ:
        if name.startswith(("AWS_", "GOOGLE_", "AZURE_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_METADATA_ENDPOINT", "http://127.0.0.1:9/latest/api/token")
    monkeypatch.setattr(object_storage, "_LONGEST_PAUSE", 0.01)
    object_storage._bucket.cache_clear()
    yield monkeypatch
    object_storage._bucket.cache_clear()


def told(uri: str, folder) -> list[dict]:
    return [answer_of(uri, str(folder)), look(uri, str(folder / "none"), "write")]


@pytest.mark.parametrize(
    "scheme, name, value",
    [
        ("s3", "AWS_SKIP_SIGNATURE", KEY),
        ("gs", "GOOGLE_SERVICE_ACCOUNT", f"/{KEY}"),
        ("gs", "GOOGLE_SERVICE_ACCOUNT_KEY", json.dumps({"private_key": KEY})),
        ("az", "AZURE_STORAGE_ACCOUNT_KEY", f"{KEY} no base64"),
        ("az", "", ""),
    ],
)
def test_what_cannot_be_used_is_told_without_its_value(scheme, name, value, none, tmp_path):
    if name:
        none.setenv(name, value)
    if name.startswith("AZURE"):
        none.setenv("AZURE_STORAGE_ACCOUNT_NAME", "account")
    for answer in told(f"{scheme}://bucket/model", tmp_path):
        assert answer["code"] == "environment-not-ready" and HINTS[scheme] in answer["hint"]
        assert f"what the environment says of {scheme}:// storage cannot be used" in answer["message"]
        assert KEY not in json.dumps(answer)


def test_an_environment_without_any_is_told(none, tmp_path):
    for answer in told("s3://bucket/model", tmp_path):
        assert "the environment has no credentials" in answer["message"] and HINTS["s3"] in answer["hint"]


@pytest.mark.parametrize(
    "status, code", [("401", "may not be"), ("403", "may not be"), ("404", "answered 404")]
)
def test_what_the_storage_refuses_is_told_at_once(status, code, none, tmp_path, monkeypatch):
    asked = []

    def refused(*_: object) -> None:
        asked.append(status)
        raise object_storage.library().exceptions.GenericError(
            f"returned an error status code: {status} {KEY}"
        )

    none.setenv("AWS_ACCESS_KEY_ID", "somebody")
    none.setenv("AWS_SECRET_ACCESS_KEY", KEY)
    for name in ("list", "list_with_delimiter"):
        monkeypatch.setattr(sys.modules["obstore"], name, refused)
    for answer in told("s3://bucket/model", tmp_path):
        assert code in answer["message"] and "can be reached" not in answer["hint"]
        assert KEY not in json.dumps(answer)
    assert len(asked) == 2
