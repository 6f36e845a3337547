"""Answers for the table, one type after the other, in one process.

A line in asks, a line out answers: {"make": type, "folder"} makes donors; {"merge": "stock"|"ours", "method", …} merges
them and says what is wrong with the result. {"lay_out": …} makes the same donors in the layout of the loaded model, and
those that are mixed of both.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import sys
import traceback
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1] / "python"), str(HERE)]
os.environ["HF_HUB_OFFLINE"] = "1"


#: The folder of donors in the layout of the loaded model.
LOADED = "loaded"


class Types:
    """The type that is asked about, and what is known of its donors."""

    def __init__(self) -> None:
        self.folder = Path()
        self.model_class: Any = None
        # By layout: what transformers says of a donor.
        self.loads: dict[str, dict[str, list[str]]] = {}

    def all(self, renamed: bool = False) -> dict[str, Any]:
        """The types; `renamed`: those whose class has other names in memory than in files, or may have."""
        from model_classes import model_class, model_types

        if not renamed:
            return {"types": model_types()}
        from layouts import FILE

        known = {name for entry in json.loads(FILE.read_text()) for name in entry["classes"]}
        found = []
        for model_type in model_types():
            try:
                if model_class(model_type).__name__ in known:
                    found.append(model_type)
            except (Exception, SystemExit):
                continue
        return {"types": found}

    def make(self, folder: str, model_type: str, class_name: str | None = None) -> dict[str, Any]:
        from donors import NAMES, write_donors
        from formulas import METHODS
        from judge import load_info
        from model_classes import built

        self.folder = Path(folder)
        config, self.model_class = built(model_type, class_name)
        write_donors(self.folder, config, self.model_class)
        for method, (text, _) in METHODS.items():
            (self.folder / f"{method}.yml").write_text(text(self.folder))
        self.loads = {"": load_info(self.folder / NAMES[0], self.model_class)}
        return {"class": self.model_class.__name__}

    def lay_out(self, mixed: list[str]) -> dict[str, Any]:
        """`differs`: whether the loaded model has other names or shapes at all."""
        from donors import NAMES, in_loaded_layout, mix
        from formulas import METHODS
        from judge import load_info, weights

        loaded = self.folder / LOADED
        for name in NAMES:
            in_loaded_layout(self.folder / name, loaded / name, self.model_class)
        before, after = (weights(folder / NAMES[0]) for folder in (self.folder, loaded))
        shapes = [{name: tensor.shape for name, tensor in one.items()} for one in (before, after)]
        self.loads["0"] = self.loads[""]
        self.loads["1"] = load_info(loaded / NAMES[0], self.model_class)
        for layouts in mixed:
            folder = self.folder / layouts
            mix(folder, [loaded if layout == "1" else self.folder for layout in layouts])
            for method, (text, _) in METHODS.items():
                (folder / f"{method}.yml").write_text(text(folder))
        return {"differs": shapes[0] != shapes[1]}

    def merge(
        self, by: str, method: str, layouts: str = "", request: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """`wrong`: what is wrong with the result, null: nothing; `loads`: it loads all the same; `error`: why there is none.

        Args:
            layouts: of each donor, "0" that of its checkpoint, "1" that of the loaded model; "" where they are not mixed.
        """
        import merges
        from judge import OTHER_NAMES, judge, same_once_loaded

        donors = self.folder / LOADED if layouts[:1] == "1" else self.folder
        output = self.folder / f"{by}-{method}{layouts}"
        reply = None
        try:
            if by == "stock":
                merges.stock(self.folder / layouts / f"{method}.yml", output)
            else:
                assert request is not None
                reply = merges.ours(request, output)
        except Exception as error:
            return {"error": self.said(error)}
        try:
            wrong = judge(donors, output, method, self.model_class, self.loads[layouts[:1]])
        except Exception as error:
            wrong = f"the result cannot be read: {self.said(error)}"
        loads = False
        if by == "stock":
            if wrong is not None and wrong.startswith(OTHER_NAMES):
                loads = same_once_loaded(donors, output, method, self.model_class, self.loads[layouts[:1]])
            shutil.rmtree(output)
        return {"wrong": wrong, "loads": loads, "reply": reply}

    def rehearse(self, request: dict[str, Any]) -> dict[str, Any]:
        import merges

        try:
            return {"reply": merges.rehearsed(request, Path(request["output"]))}
        except Exception as error:
            return {"error": self.said(error)}

    def said(self, error: BaseException) -> str:
        """An error in a line, the same in every run."""
        text = str(error) if type(error).__name__ == "Failed" else f"{type(error).__name__}: {error}"
        return " ".join(text.replace(f"{self.folder}/", "").split())[:300]


def main() -> None:
    # What a library prints must not be taken for an answer, also where compiled code writes past `sys.stdout`.
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    import torch
    import transformers

    torch.set_num_threads(1)
    transformers.utils.logging.set_verbosity(logging.CRITICAL)
    types = Types()
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            answer = getattr(types, asked.pop("call"))(**asked)
        except Exception as error:
            traceback.print_exc()
            answer = {"error": types.said(error)}
        print(json.dumps(answer), file=replies, flush=True)


if __name__ == "__main__":
    main()
