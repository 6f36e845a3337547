"""What the patched mergekit on PYTHONPATH plans for vocabularies at hand: a case a line in, its outcome a line out.

The build of the output tokenizer and the row plan are the patch's own, on real tokenizers; only what reads a
donor's files is answered from the case:

    {"config": text, "donors": {name: {"tokenizer": tokenizer.json or null, "config": config.json, "rows": n}},
     "tensors": [{"name": …, "inputs": [[donor, rows], …], "base": donor or null}], "missing": …, "compat": …}
"""

import json
import logging
import pathlib
import sys
from types import SimpleNamespace

import tokenizers
import transformers
import yaml
from mergekit.common import ModelReference
from mergekit.tokenizer import build as build_module
from mergekit.tokenizer import mergescope_build, mergescope_load, mergescope_task
from mergekit.tokenizer.mergescope_rows import FILL, MEAN, ROW, Vocabularies, VocabularyError

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "python"))
from mergescope.engine.vocabulary.names import (
    ENTRY_FOR_EACH_TOKEN,
    has_block_for_each_layer,
    vocabulary_kind_of,
)
from mergescope.merge.configuration import Configuration
from mergescope.merge.vocabulary import counts_of

KINDS = {ROW: "row", MEAN: "mean", FILL: "fill"}


class Donors:
    """The donors of the case at hand, where the patch would read files."""

    def __init__(self) -> None:
        self.by_path: dict[str, dict] = {}
        mergescope_load.load_tokenizer = mergescope_build.load_tokenizer = self.tokenizer
        mergescope_load.source_key = lambda path: json.dumps(self.by_path[path.path]["tokenizer"])
        mergescope_build._config = self.config
        mergescope_build.vocabulary_rows = lambda model, _trust=False: self.by_path[model.model.path]["rows"]

    def tokenizer(self, path, _trust=False):
        document = self.by_path[path.path]["tokenizer"]
        if document is None:
            raise OSError(f"no tokenizer in {path.path}")
        backend = tokenizers.Tokenizer.from_str(json.dumps(document))
        return transformers.PreTrainedTokenizerFast(tokenizer_object=backend)

    def config(self, path, _trust=False):
        return transformers.AutoConfig.for_model(**self.by_path[path.path]["config"])


def outcome(case: dict) -> dict:
    """The error, or the output vocabulary and, for each tensor, its rows and where those of single tokens come from."""
    config = Configuration.model_validate(yaml.safe_load(case["config"]))
    section = config.tokenizer
    try:
        # As our planner makes the task.
        info = build_module.BuildTokenizer(
            base_model=config.base_model or config.referenced_models()[0],
            referenced_models=tuple(config.referenced_models()),
            tokenizer_source=section.source,
            trust_remote_code=False,
            add_tokens=tuple((section.tokens or {}).keys()),
        ).execute()
        tensors = [planned(case, section, info, tensor) for tensor in case["tensors"]]
    except VocabularyError as error:
        donor = None if error.donor is None else str(error.donor)
        return {
            "error": {"type": "VocabularyError", "token": error.token, "donor": donor, "said": str(error)}
        }
    except (OSError, RuntimeError) as error:
        return {"error": {"type": "other", "token": None, "donor": None, "said": str(error)}}
    return {"error": None, "vocabulary": dict(info.tokenizer.get_vocab().items()), "tensors": tensors}


def planned(case: dict, section, info, tensor: dict) -> dict:
    rows = {ModelReference.parse(donor): size for donor, size in tensor["inputs"]}
    base = None if tensor["base"] is None else ModelReference.parse(tensor["base"])
    task = SimpleNamespace(
        tokens=section.tokens, base_model=base, pad_to_multiple_of=section.pad_to_multiple_of
    )
    plan = mergescope_task.plan_task(task, info, rows, case["missing"], case["compat"])
    return {
        "name": tensor["name"],
        "planned": {**counts_of(plan), "tensor": tensor["name"]},
        "decided": decided(plan, info._vocabularies, section.tokens or {}),
        "zero": zero_rows(plan),
    }


def decided(plan, vocabularies: Vocabularies, named: dict) -> dict:
    """Tokens that some input lacks or the config names: how the default row is made, and of whom."""
    found = {}
    for token, i in zip(vocabularies.tokens, vocabularies.ids.tolist(), strict=True):
        if token not in named and all(plan.held[donor][i] >= 0 for donor in plan.donors):
            continue
        kind = KINDS.get(plan.default_kind[i], "zero")
        found[token] = [kind, str(plan.donors[plan.default_donor[i]]) if kind == "row" else None]
    return found


def zero_rows(plan) -> int:
    """Tokens whose row of the output is zero: nobody has one of its own, and the default is zero."""
    own = [plan.index[donor][: plan.span] >= 0 for donor in plan.donors]
    return sum(
        1
        for i in range(plan.span)
        if plan.real[i] and plan.default_kind[i] not in KINDS and not any(has[i] for has in own)
    )


def named(names: list) -> dict:
    """What tensors of these names are to our Python, and which endings the patch knows without an architecture."""
    return {
        "kinds": [vocabulary_kind_of(name) for name in names],
        "entry": ENTRY_FOR_EACH_TOKEN,
        "blocks": [has_block_for_each_layer(name) for name in names],
        "usual": list(mergescope_build.USUAL_NAMES),
    }


def main() -> None:
    logging.disable(logging.CRITICAL)
    donors = Donors()
    print("ready", flush=True)
    for line in sys.stdin:
        case = json.loads(line)
        donors.by_path = case.get("donors", {})
        try:
            told = named(case["names"]) if "names" in case else outcome(case)
        except Exception as fault:
            told = {
                "error": {"type": type(fault).__name__, "token": None, "donor": None, "said": repr(fault)}
            }
        print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main()
