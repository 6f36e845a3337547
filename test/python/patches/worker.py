"""Run many merges in one process of the interpreter and mergekit that PYTHONPATH chose.

usage: worker.py, with a line `["JOBS.json", "RESULTS.json"]` on stdin for each set of jobs; each is answered with `done`.
A job: {"config": a merge config, "out": folder, "env": {…}, "options": {…}, "load": true, "ordered": false}.
A result: {"error": "Type: text" or null, "audit": [vocab_audit values …], "lines": [warnings …], "seconds": …}
and, where loaded, "vocab": the output's tokenizer, "rows": [of the model's embedding, of its head].
"""

import json
import logging
import os
import sys
import time
import traceback


class OrderedSet(dict):
    """Stands in for the set that stock 0.1.4 takes its summation order from, which no hash seed makes repeatable."""

    def __init__(self, items=()):
        super().__init__(dict.fromkeys(items))

    def add(self, item):
        self.setdefault(item)


class Recorder(logging.Handler):
    def __init__(self):
        super().__init__(logging.WARNING)
        self.records = []

    def emit(self, record):
        self.records.append(record)


def run(job, recorder):
    from mergekit.config import MergeConfiguration
    from mergekit.io.tasks import LoaderCache
    from mergekit.merge import run_merge
    from mergekit.options import MergeOptions
    from mergekit.tokenizer import embed

    embed.set = OrderedSet if job.get("ordered") else set
    recorder.records.clear()
    LoaderCache.loaders.clear()
    os.environ.update(job.get("env", {}))
    started = time.monotonic()
    error = None
    try:
        config = MergeConfiguration.model_validate(job["config"])
        options = MergeOptions(write_model_card=False, quiet=True, random_seed=0, **job.get("options", {}))
        run_merge(config, job["out"], options)
    except Exception as caught:
        error = f"{type(caught).__name__}: {caught}"
        if os.environ.get("WORKER_TRACE"):
            traceback.print_exc()
    finally:
        for key in job.get("env", {}):
            del os.environ[key]
    records = list(recorder.records)
    return {
        **({} if error or job.get("load") is False else load(job["out"])),
        "error": error,
        "audit": [r.vocab_audit for r in records if hasattr(r, "vocab_audit")],
        "lines": [r.getMessage() for r in records],
        "seconds": time.monotonic() - started,
    }


def load(folder):
    """Load the output as a user would; transformers refuses tensors that config.json does not fit."""
    from transformers import AutoModelForCausalLM, AutoTokenizer

    model = AutoModelForCausalLM.from_pretrained(folder)
    return {
        "vocab": AutoTokenizer.from_pretrained(folder).get_vocab(),
        "rows": [model.get_input_embeddings().weight.shape[0], model.get_output_embeddings().weight.shape[0]],
    }


def main():
    recorder = Recorder()
    logging.getLogger().addHandler(recorder)
    # What a library prints must not be taken for an answer, also where compiled code writes past `sys.stdout`.
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    for line in sys.stdin:
        asked, answered = json.loads(line)
        with open(asked, encoding="utf-8") as file:
            jobs = json.load(file)
        results = {name: run(job, recorder) for name, job in jobs.items()}
        with open(answered, "w", encoding="utf-8") as file:
            json.dump(results, file)
        print("done", file=replies, flush=True)


if __name__ == "__main__":
    main()
