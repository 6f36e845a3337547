"""What docs/debugging.md shows is run as it stands."""

from __future__ import annotations

import re
from pathlib import Path

import yaml
from small_models import make_model

ROOT = Path(__file__).parents[3]


def test_the_merge_without_the_bridge_is_one(tmp_path, monkeypatch):
    page = (ROOT / "docs" / "debugging.md").read_text(encoding="utf-8")
    script = re.search(r"```python\n(.*?one_merge.*?)```", page, re.DOTALL)[1].replace(
        "/tmp/", f"{tmp_path}/"
    )
    models = [
        {"model": str(make_model(tmp_path / f"d{k}", k)), "parameters": {"weight": 0.5}} for k in (0, 1)
    ]
    (tmp_path / "config.yml").write_text(yaml.safe_dump({"merge_method": "linear", "models": models}))
    (tmp_path / "out").mkdir()
    monkeypatch.chdir(ROOT)
    exec(script, {})
    assert (tmp_path / "out" / "model.safetensors").exists()
