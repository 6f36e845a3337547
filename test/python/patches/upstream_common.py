"""Stand-in for ``tests/common.py``, which mergekit's source distribution leaves out.

Written from how mergekit's tests call it: tiny models of four architectures, and a merge that is run to disk
and looked over. Put beside mergekit's own tests as ``common.py``.
"""

import pathlib
import tempfile

import torch
from mergekit.io import LazyTensorLoader
from mergekit.merge import run_merge
from mergekit.options import MergeOptions
from transformers import (
    CLIPVisionConfig,
    GPT2Config,
    GPT2LMHeadModel,
    LlamaConfig,
    LlamaForCausalLM,
    LlavaConfig,
    LlavaForConditionalGeneration,
)


def _save(model, path):
    model.save_pretrained(path, safe_serialization=True)
    return str(path)


def make_picollama(path, vocab_size=64):
    config = LlamaConfig(
        vocab_size=vocab_size,
        hidden_size=32,
        intermediate_size=48,
        num_attention_heads=16,
        num_hidden_layers=2,
    )
    return _save(LlamaForCausalLM(config), path)


def make_picogranite(path, vocab_size=64):
    from transformers import GraniteConfig, GraniteForCausalLM

    config = GraniteConfig(
        vocab_size=vocab_size,
        hidden_size=32,
        intermediate_size=48,
        num_attention_heads=16,
        num_hidden_layers=2,
    )
    return _save(GraniteForCausalLM(config), path)


def make_gpt2size(path, vocab_size=64):
    config = GPT2Config(n_ctx=128, n_embd=768, n_head=12, n_layer=12, n_inner=1024, vocab_size=vocab_size)
    return _save(GPT2LMHeadModel(config), path)


def make_picoLlaVa(path):
    vision = CLIPVisionConfig(
        hidden_size=32,
        intermediate_size=48,
        num_attention_heads=4,
        num_hidden_layers=2,
        image_size=32,
        patch_size=16,
    )
    text = LlamaConfig(
        vocab_size=64, hidden_size=32, intermediate_size=48, num_attention_heads=4, num_hidden_layers=2
    )
    config = LlavaConfig(vision_config=vision, text_config=text, image_token_index=63)
    return _save(LlavaForConditionalGeneration(config), path)


def run_and_check_merge(config, check_nan=True, check_tensors=True, validate=None, auto_arch=False):
    with tempfile.TemporaryDirectory() as folder:
        run_merge(config, out_path=folder, options=MergeOptions(write_model_card=False))
        loader = LazyTensorLoader.from_disk(folder)
        assert (pathlib.Path(folder) / "config.json").exists()
        assert loader.index.tensor_paths
        for name in loader.index.tensor_paths if check_tensors else ():
            tensor = loader.get_tensor(name)
            assert not (check_nan and torch.is_floating_point(tensor) and torch.isnan(tensor).any()), name
        del loader
        if validate:
            validate(folder)
