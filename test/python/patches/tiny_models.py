"""Tiny real models on disk, the same for every transformers version: Llama shape, byte-level BPE tokenizer."""

import dataclasses
import json
import pathlib
from functools import cache

import numpy as np
import tokenizers
from safetensors.numpy import save_file
from tokenizers import decoders, models, pre_tokenizers, trainers

HIDDEN = 8
TEXT = [
    "the cat sat on the mat and the dog ran after the cat",
    "merging models merges the rows of the tokens",
] * 4


@dataclasses.dataclass
class Donor:
    """A model as it was written: its vocabulary, and its tensors as float arrays."""

    path: str
    vocab: dict[str, int]
    tensors: dict[str, np.ndarray]

    @property
    def embed(self) -> np.ndarray:
        return self.tensors["model.embed_tokens.weight"]

    @property
    def head(self) -> np.ndarray:
        return self.tensors["lm_head.weight"]


@cache
def _trained() -> str:
    tokenizer = tokenizers.Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=280,
        special_tokens=["<unk>", "<s>", "</s>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(TEXT, trainer)
    return tokenizer.to_str()


def tokenizer_state(extra=(), holes=0, drop_last=0) -> dict:
    """A trained tokenizer as JSON. extra: added special tokens; holes: ids left out before the last ordinary one;
    drop_last: ordinary tokens (and their merges) left out at the end."""
    state = json.loads(_trained())
    vocab = state["model"]["vocab"]
    gone = {t for t, _ in sorted(vocab.items(), key=lambda item: -item[1])[:drop_last]}
    state["model"]["vocab"] = vocab = {t: i for t, i in vocab.items() if t not in gone}
    state["model"]["merges"] = [m for m in state["model"]["merges"] if not gone & {*m, "".join(m)}]
    if holes:
        last = max(vocab, key=vocab.get)
        vocab[last] += holes
    for token in extra:
        state["added_tokens"].append(
            {
                "id": max([*vocab.values(), *(t["id"] for t in state["added_tokens"])]) + 1,
                "content": token,
                "single_word": False,
                "lstrip": False,
                "rstrip": False,
                "normalized": False,
                "special": True,
            }
        )
    return state


def vocabulary(state: dict) -> dict[str, int]:
    return {**state["model"]["vocab"], **{t["content"]: t["id"] for t in state["added_tokens"]}}


def make_model(
    folder: pathlib.Path,
    state: dict,
    *,
    seed: int,
    rows: int,
    config_rows: int | None = None,
    head_rows: int | None = None,
    dtype: str = "F32",
    tied: bool = False,
    tokenizer: bool = True,
    pad_token: str | None = None,
    hidden: int = HIDDEN,
) -> Donor:
    """Write a model of one layer. Rows are multiples of 1/64 below 2, so sums of a few are exact in any dtype."""
    folder.mkdir(parents=True)
    rng = np.random.default_rng(seed)

    def values(*shape):
        return (rng.integers(-127, 128, shape) / 64).astype(np.float32)

    tensors = {"model.embed_tokens.weight": values(rows, hidden)}
    layer = "model.layers.0."
    for name in ("q", "k", "v", "o"):
        tensors[f"{layer}self_attn.{name}_proj.weight"] = values(hidden, hidden)
    for name, shape in (("gate", (16, hidden)), ("up", (16, hidden)), ("down", (hidden, 16))):
        tensors[f"{layer}mlp.{name}_proj.weight"] = values(*shape)
    for name in (f"{layer}input_layernorm", f"{layer}post_attention_layernorm", "model.norm"):
        tensors[f"{name}.weight"] = values(hidden)
    if not tied:
        tensors["lm_head.weight"] = values(head_rows or rows, hidden)
    save_tensors(tensors, folder / "model.safetensors", dtype)
    config = {
        "architectures": ["LlamaForCausalLM"],
        "model_type": "llama",
        "vocab_size": config_rows or rows,
        "hidden_size": hidden,
        "intermediate_size": 16,
        "num_hidden_layers": 1,
        "num_attention_heads": 2,
        "num_key_value_heads": 2,
        "max_position_embeddings": 64,
        "rms_norm_eps": 1e-6,
        "tie_word_embeddings": tied,
        "bos_token_id": 1,
        "eos_token_id": 2,
        "torch_dtype": "bfloat16" if dtype == "BF16" else "float32",
    }
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    if tokenizer:
        write_tokenizer(folder, state, pad_token)
    return Donor(str(folder), vocabulary(state), tensors)


def write_tokenizer(folder: pathlib.Path, state: dict, pad_token: str | None = None) -> None:
    """tokenizer.json and a tokenizer_config.json that transformers 4 and 5 both load."""
    (folder / "tokenizer.json").write_text(json.dumps(state), encoding="utf-8")
    settings = {"tokenizer_class": "PreTrainedTokenizerFast", "bos_token": "<s>", "eos_token": "</s>"}
    if pad_token:
        settings["pad_token"] = pad_token
    (folder / "tokenizer_config.json").write_text(json.dumps(settings), encoding="utf-8")


def save_tensors(tensors: dict[str, np.ndarray], file: pathlib.Path, dtype: str = "F32") -> None:
    """Write float arrays as F32 or BF16."""
    if dtype == "F32":
        save_file(
            {k: np.ascontiguousarray(v, np.float32) for k, v in tensors.items()}, file, {"format": "pt"}
        )
        return
    import torch
    from safetensors.torch import save_file as save_torch

    save_torch({k: torch.tensor(v).bfloat16() for k, v in tensors.items()}, file, {"format": "pt"})
