"""Makes donors and runs merges on them, all in one process of the interpreter and mergekit that PYTHONPATH chose.

usage: prediction_lab.py make DONORS.json FOLDER        one folder a donor
       prediction_lab.py merge JOBS.json RESULTS.json    a job: {"config": …, "out": …, "options": {…}}

A result is a list of runs, one for each model that may lead: mergekit takes them out of a set when there is no
base_model, and here they come in every rotation instead.
"""

import contextlib
import json
import pathlib
import re
import sys
from dataclasses import replace

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "python"))


def make(donors: dict, folder: pathlib.Path) -> None:
    from class_donors import write_of_class
    from mergescope.demo.small import SMALL, write_small

    for name, spec in donors.items():
        change = {key: spec.pop(key) for key in list(spec) if key in CHANGES}
        if "class" in spec:
            write_of_class(folder / name, spec.pop("class"), **spec)
        else:
            spec["shape"] = replace(SMALL, **spec.pop("shape", {}))
            write_small(folder / name, **spec)
        for key, value in change.items():
            CHANGES[key](folder / name, value)


def edit(path: pathlib.Path, change) -> None:
    document = json.loads(path.read_text(encoding="utf-8"))
    change(document)
    path.write_text(json.dumps(document), encoding="utf-8")


def drop_files(folder: pathlib.Path, names: list) -> None:
    for name in names:
        (folder / name).unlink(missing_ok=True)


def set_config(folder: pathlib.Path, values: dict) -> None:
    """null removes a key."""

    def change(config):
        config.update(values)
        for key in [key for key, value in values.items() if value is None]:
            del config[key]

    edit(folder / "config.json", change)


def set_tokenizer_config(folder: pathlib.Path, values: dict) -> None:
    edit(folder / "tokenizer_config.json", lambda config: config.update(values))


def upper_case(folder: pathlib.Path, first: int) -> None:
    """Another vocabulary: from id `first` on, the pairs of letters are of capitals."""

    def change(tokenizer):
        vocab = tokenizer["model"]["vocab"]
        renamed = {t: t.upper() for t, i in vocab.items() if i >= first and re.fullmatch("[a-z]{2}", t)}
        tokenizer["model"]["vocab"] = {renamed.get(t, t): i for t, i in vocab.items()}
        merges = []
        for merge in tokenizer["model"]["merges"]:
            pair = merge.split(" ") if isinstance(merge, str) else merge
            upper = "".join(pair) in renamed
            merges.append([part.upper() for part in pair] if upper else pair)
        tokenizer["model"]["merges"] = merges

    edit(folder / "tokenizer.json", change)


def leave_hole(folder: pathlib.Path, token_id: int) -> None:
    """Sparse ids: one pair of letters is taken out of the middle."""

    def change(tokenizer):
        model = tokenizer["model"]
        gone = next(t for t, i in model["vocab"].items() if i == token_id)
        del model["vocab"][gone]
        pairs = [m.split(" ") if isinstance(m, str) else m for m in model["merges"]]
        model["merges"] = [pair for pair in pairs if "".join(pair) != gone]

    edit(folder / "tokenizer.json", change)


def drop_added_tokens_key(folder: pathlib.Path, _value: bool) -> None:
    edit(folder / "tokenizer.json", lambda tokenizer: tokenizer.pop("added_tokens"))


def word_level(folder: pathlib.Path, _value: bool) -> None:
    """Not BPE any more: mergekit cannot strip it."""

    def change(tokenizer):
        vocab = tokenizer["model"]["vocab"]
        tokenizer["model"] = {"type": "WordLevel", "vocab": vocab, "unk_token": "<unk>"}

    edit(folder / "tokenizer.json", change)


def rename_tensors(folder: pathlib.Path, endings: dict) -> None:
    """Tensors whose names end in a key: null leaves them out, a name of a dtype casts them, else the new ending."""
    import torch
    from safetensors.torch import load_file, save_file

    file = folder / "model.safetensors"
    changed = {}
    for name, tensor in load_file(file).items():
        ending = next((ending for ending in endings if name.endswith(ending)), None)
        target = name if ending is None else endings[ending]
        if ending is None:
            changed[name] = tensor
        elif target is not None and isinstance(dtype := getattr(torch, target, None), torch.dtype):
            changed[name] = tensor.to(dtype)
        elif target is not None:
            changed[name.removesuffix(ending) + target] = tensor
    save_file(changed, file, metadata={"format": "pt"})


def add_tensors(folder: pathlib.Path, shapes: dict) -> None:
    import torch
    from safetensors.torch import load_file, save_file

    file = folder / "model.safetensors"
    extra = {name: torch.ones(shape, dtype=torch.bfloat16) for name, shape in shapes.items()}
    save_file({**load_file(file), **extra}, file, metadata={"format": "pt"})


def write_files(folder: pathlib.Path, texts: dict) -> None:
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")


def link_nowhere(folder: pathlib.Path, names: list) -> None:
    for name in names:
        (folder / name).unlink(missing_ok=True)
        (folder / name).symlink_to("/nowhere/at-all")


def pickle_weights(folder: pathlib.Path, _value: bool) -> None:
    import torch
    from safetensors.torch import load_file

    torch.save(load_file(folder / "model.safetensors"), folder / "pytorch_model.bin")
    (folder / "model.safetensors").unlink()


CHANGES = {
    "rename_tensors": rename_tensors,
    "add_tensors": add_tensors,
    "write_files": write_files,
    "link_nowhere": link_nowhere,
    "pickle_weights": pickle_weights,
    "drop_files": drop_files,
    "set_config": set_config,
    "tokenizer_config": set_tokenizer_config,
    "upper_case": upper_case,
    "leave_hole": leave_hole,
    "word_level": word_level,
    "drop_added_tokens_key": drop_added_tokens_key,
}


class Lab:
    """mergekit with its eyes open: what the tokenizer build gave, and the row plans of the patch."""

    def __init__(self):
        import mergekit.config
        from mergekit.tokenizer import build

        self.vocabulary = None
        self.plans = []
        self.fewer: set = set()
        self.rotation = 0
        self._see_gathering()
        original = build.build_tokenizer

        def build_tokenizer(*args, **kwargs):
            info = original(*args, **kwargs)
            self.vocabulary = dict(info.tokenizer.get_vocab())
            return info

        build.build_tokenizer = build_tokenizer
        referenced = mergekit.config.MergeConfiguration.referenced_models

        def referenced_models(config):
            models = sorted(referenced(config), key=str)
            at = self.rotation % max(len(models), 1)
            return models[at:] + models[:at]

        mergekit.config.MergeConfiguration.referenced_models = referenced_models
        try:
            import mergekit.tokenizer.mergescope_task as task
        except ImportError:
            return
        row_plan = task.row_plan

        def seen(vocabularies, rows, **kwargs):
            plan = row_plan(vocabularies, rows, **kwargs)
            self.plans.append(describe(plan, vocabularies, kwargs.get("sources") or {}))
            return plan

        task.row_plan = seen

    def _see_gathering(self):
        """Kinds of tensor that fewer donors gave than were asked for."""
        from mergekit.io.tasks import GatherTensors

        gather = GatherTensors.execute

        def execute(task, **tensors):
            found = gather(task, **tensors)
            if len(found) < len(task.weight_info):
                self.fewer.update(kind(weight.name) for weight in task.weight_info.values())
            return found

        GatherTensors.execute = execute

    def run(self, job: dict, rotation: int) -> dict:
        import yaml
        from mergekit.config import MergeConfiguration
        from mergekit.io.tasks import LoaderCache
        from mergekit.merge import run_merge
        from mergekit.options import MergeOptions

        LoaderCache.loaders.clear()
        self.vocabulary, self.plans, self.fewer, self.rotation = None, [], set(), rotation
        out = pathlib.Path(job["out"]) / str(rotation)
        config = None
        try:
            given = yaml.safe_load(job["text"]) if "text" in job else job["config"]
            config = MergeConfiguration.model_validate(given)
            lead = str(config.base_model or next(iter(config.referenced_models()), ""))
            options = MergeOptions(
                write_model_card=False, quiet=True, random_seed=0, **job.get("options", {})
            )
            run_merge(config, str(out), options)
        except Exception as caught:
            return {
                "lead": None if config is None else lead,
                "error": {
                    "type": type(caught).__name__,
                    "message": str(caught)[:400],
                    "token": self.token_of(caught),
                },
            }
        return {
            "lead": lead,
            "error": None,
            **look(out),
            "plans": self.plans,
            "lost": lost(config, out, self.fewer),
        }

    def token_of(self, caught: Exception) -> str | None:
        """KeyError names an output id: the token that has it."""
        if not isinstance(caught, KeyError) or self.vocabulary is None:
            return None
        return next((t for t, i in self.vocabulary.items() if i == caught.args[0]), None)


def describe(plan, vocabularies, sources: dict) -> dict:
    """Per token that needs a decision: {token: [kind, donor]}."""
    kinds = ["zero", "row", "mean", "fill"]
    rows = {}
    for token, i in zip(vocabularies.tokens, vocabularies.ids.tolist(), strict=True):
        everybody = all(plan.held[donor][i] >= 0 for donor in plan.donors)
        if everybody and token not in sources:
            continue
        kind = kinds[plan.default_kind[i]]
        donor = str(plan.donors[plan.default_donor[i]]) if kind == "row" else None
        rows[token] = [kind, donor]
    return {"tensor": plan.tensor, "rows": rows}


def look(out: pathlib.Path) -> dict:
    """Rows, zero rows and tokenizer of an output."""
    import tokenizers
    from mergescope.engine.vocabulary.names import vocabulary_kind_of
    from safetensors import safe_open

    tensors = {}
    for file in sorted(out.glob("*.safetensors")):
        with safe_open(file, framework="pt") as shard:
            for name in shard.keys():  # noqa: SIM118 - not a dict
                if vocabulary_kind_of(name) and name.endswith(".weight"):
                    tensor = shard.get_tensor(name)
                    zero = int((tensor.abs().sum(dim=1) == 0).sum())
                    tensors[name] = {"rows": tensor.shape[0], "zero": zero}
    path = out / "tokenizer.json"
    vocabulary = None
    if path.exists():
        # One that is broken is copied as it is.
        with contextlib.suppress(Exception):
            vocabulary = tokenizers.Tokenizer.from_file(str(path)).get_vocab(with_added_tokens=True)
    return {"tensors": tensors, "vocabulary": vocabulary}


def lost(config, out: pathlib.Path, fewer: set) -> list:
    """Kinds of tensor that each donor holds, and the output does not, under its own name or that of the loaded model; of
    donors in several layouts also those that are merged of fewer."""
    from mergescope.merge.anatomy.conversions import loaded_names

    models = config.referenced_models()
    folders = [pathlib.Path(model.model.path) for model in models]
    held = [tensor_names(folder) for folder in folders]
    written = {kind(name) for name in tensor_names(out)}
    if len({model.config().architectures[0] for model in models}) == 1:
        loaded = [names_in_memory(folders[0], names) for names in held]
        everywhere = set.intersection(*(set(names.values()) for names in loaded))
        layouts = {frozenset(own for own, name in names.items() if name in everywhere) for names in loaded}
        if len(layouts) > 1:
            kinds = {kind(own) for names in loaded for own, name in names.items() if name in everywhere}
            kinds |= {kind(name) for name in everywhere}
            there = {kind(name) for name in names_in_memory(folders[0], tensor_names(out)).values()}
            return sorted({kind(name) for name in everywhere} - there | fewer & kinds)
    common = set.intersection(*({kind(name) for name in names} for names in held))
    converted = loaded_names(models[0].config().model_type, held[0])
    kept = {kind(name) for target, names in converted.items() if kind(target) in written for name in names}
    return sorted(common - written - kept)


def names_in_memory(folder: pathlib.Path, names: list) -> dict:
    """Of the tensors that the model of a folder has whole once transformers has loaded it, its names for them."""
    from mergescope.architecture.loaded_names import loaded_as
    from mergescope.architecture.meta_model import meta_model
    from mergescope.architecture.model_class import named_class

    try:
        return loaded_as(meta_model(named_class(folder, False)), names)
    except Exception:  # no class, or none that can be built
        return {name: name for name in names}


def tensor_names(folder: pathlib.Path) -> list:
    import torch
    from safetensors import safe_open

    names = []
    for file in sorted(folder.glob("*.safetensors")):
        with safe_open(file, framework="pt") as shard:
            names += shard.keys()
    for file in sorted(folder.glob("*.bin")):
        names += torch.load(file, map_location="meta")
    return names


def kind(name: str) -> str:
    """A name with `*` for its numbers."""
    return re.sub(r"\.\d+(?=\.)", ".*", name)


def merge(jobs: list, results: pathlib.Path) -> None:
    lab = Lab()
    found = []
    for job in jobs:
        found.append([lab.run(job, rotation) for rotation in range(job.get("rotations", 1))])
        print(f"{len(found)}/{len(jobs)}", flush=True)
    results.write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    command, first, second = sys.argv[1:]
    given = json.loads(pathlib.Path(first).read_text(encoding="utf-8"))
    (make if command == "make" else merge)(given, pathlib.Path(second))
