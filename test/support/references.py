"""What mergekit's own classes make of the models of config texts, all in one process: JSON in, JSON out."""

import json
import sys

import yaml
from mergekit.config import MergeConfiguration


def parts(path):
    return None if path is None else [path.path, path.revision]


def models(text):
    try:
        config = MergeConfiguration.model_validate(yaml.safe_load(text))
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}
    refs = [config.base_model, *(model.model for model in config.models)]
    return [[parts(ref.model), parts(ref.lora), ref.override_architecture] for ref in refs]


json.dump([models(text) for text in json.load(sys.stdin)], sys.stdout)
