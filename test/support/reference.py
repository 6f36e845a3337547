"""Asks the real libraries: one JSON array of cases on stdin, one JSON array of answers on stdout."""

import base64
import json
import os
import sys

os.environ["HF_HUB_OFFLINE"] = "1"


def safetensors_tensors(case):
    import safetensors

    data = base64.b64decode(case["bytes"])
    return {name: entry["shape"] for name, entry in safetensors.deserialize(data)}


def tokenizer_vocab(case):
    from tokenizers import Tokenizer

    return Tokenizer.from_str(case["json"]).get_vocab(with_added_tokens=True)


def folder_vocab(case):
    from transformers import AutoTokenizer

    return AutoTokenizer.from_pretrained(case["folder"]).get_vocab()


asks = {"safetensors": safetensors_tensors, "tokenizer": tokenizer_vocab, "folder": folder_vocab}


def answer(case):
    try:
        return {"ok": asks[case["ask"]](case)}
    except BaseException as error:
        return {"error": f"{type(error).__name__}: {error}"[:300]}


json.dump([answer(case) for case in json.load(sys.stdin)], sys.stdout)
