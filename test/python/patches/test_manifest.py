"""The manifest that the patcher goes by says what is really in the folder."""

import importlib.util
import json

import pytest
from overlay import MANIFEST, PATCHES


def _generator():
    spec = importlib.util.spec_from_file_location("manifest", PATCHES / "manifest.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_hashes_are_those_of_the_files():
    assert json.loads(json.dumps(_generator().manifest())) == MANIFEST, "python patches/manifest.py --write"


@pytest.mark.parametrize("version", MANIFEST["versions"])
def test_shared_modules_are_written_before_the_files_that_import_them(version):
    files = MANIFEST["versions"][version]["files"]
    pristine = [file["pristine"] is not None for file in files]
    assert pristine == sorted(pristine)
    assert {f["path"] for f in files if f["pristine"]} == {
        "mergekit/tokenizer/build.py",
        "mergekit/tokenizer/embed.py",
    }


def test_every_file_is_lgpl_and_has_unix_line_ends():
    for file in [*PATCHES.glob("common/*.py"), *PATCHES.glob("mergekit-*/*.py")]:
        text = file.read_bytes()
        assert text.startswith(b"# SPDX-License-Identifier: LGPL-3.0-only\n"), file
        assert b"\r" not in text, file
        assert b"[VOCAB AUDIT]" not in text or file.name == "mergescope_audit.py", (
            "the mark of foreign patches"
        )
