"""Run jobs in worker processes, and read what they wrote."""

import json
import pathlib
import subprocess

import numpy as np
from oracle import standardise
from overlay import environment, make_overlay
from safetensors import safe_open
from tiny_models import save_tensors

WORKER = pathlib.Path(__file__).with_name("worker.py")
EMBED, HEAD = "model.embed_tokens.weight", "lm_head.weight"


class Lab:
    """The pristine and the patched overlay of one mergekit version, and a process for each, which is started once."""

    def __init__(self, version: str, python: str, folder: pathlib.Path):
        self.version, self.python, self.folder = version, python, folder
        self.overlays = {
            patched: make_overlay(python, version, folder / ("patched" if patched else "pristine"), patched)
            for patched in (True, False)
        }
        self.workers: dict[bool, subprocess.Popen] = {}

    def run(self, jobs: dict, *, patched: bool) -> dict:
        """Run all jobs in the process of that overlay, one after the other; see worker.py."""
        number = len(list(self.folder.glob("jobs-*.json")))
        asked, answered = self.folder / f"jobs-{number}.json", self.folder / f"results-{number}.json"
        asked.write_text(json.dumps(jobs), encoding="utf-8")
        worker = self.workers.get(patched) or self._start(patched)
        print(json.dumps([str(asked), str(answered)]), file=worker.stdin, flush=True)
        assert worker.stdout.readline() == "done\n", self._log(patched).read_text(encoding="utf-8")[-4000:]
        return json.loads(answered.read_text(encoding="utf-8"))

    def close(self) -> None:
        """End the processes."""
        for worker in self.workers.values():
            worker.communicate()

    def _start(self, patched: bool) -> subprocess.Popen:
        # Most of what a worker costs is to import torch and transformers.
        with self._log(patched).open("w", encoding="utf-8") as log:
            self.workers[patched] = subprocess.Popen(
                [self.python, str(WORKER)],
                env=environment(self.overlays[patched]),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        return self.workers[patched]

    def _log(self, patched: bool) -> pathlib.Path:
        return self.folder / ("patched.log" if patched else "pristine.log")


def read_tensors(folder) -> dict[str, np.ndarray]:
    """All tensors of a model folder, as float64."""
    out = {}
    for file in sorted(pathlib.Path(folder).glob("*.safetensors")):
        with safe_open(file, "pt") as shard:
            out.update({name: shard.get_tensor(name).double().numpy() for name in shard.keys()})  # noqa: SIM118
    return out


def expectation(case, output: dict[str, int]) -> dict:
    """Per tensor what the oracle says: ({donor: float64 rows}, {(donor, token): kind})."""
    base = case.base
    expected = {}
    for name in (EMBED,) if case.tied else (EMBED, HEAD):
        donors = {k: (d.vocab, d.tensors[name]) for k, d in case.donors.items()}
        expected[name] = standardise(
            donors,
            output,
            base=base,
            tokens=case.tokens,
            pad=case.pad,
            missing=case.env.get("MERGESCOPE_MISSING_ROWS", "zero"),
            v2d="MERGESCOPE_COMPAT" in case.env,
        )
    return expected


def standard_job(case, expected: dict, folder: pathlib.Path) -> dict:
    """The same merge on donors that the oracle has standardised: no tokenizer, nothing for a patch to do."""
    config = case.config()
    del config["tokenizer"]
    paths = {}
    for name, donor in case.donors.items():
        home = folder / name
        home.mkdir(parents=True)
        tensors = {**donor.tensors, **{tensor: rows[name] for tensor, (rows, _) in expected.items()}}
        save_tensors(tensors, home / "model.safetensors")
        settings = json.loads((pathlib.Path(donor.path) / "config.json").read_text(encoding="utf-8"))
        settings["vocab_size"] = len(tensors[EMBED])
        (home / "config.json").write_text(json.dumps(settings), encoding="utf-8")
        paths[donor.path] = str(home)
    config["models"] = [{**model, "model": paths[model["model"]]} for model in config["models"]]
    if case.base:
        config["base_model"] = paths[config["base_model"]]
    return {"config": config, "out": str(folder / "out"), "options": {"copy_tokenizer": False}, "load": False}
