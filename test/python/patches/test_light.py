"""A donor whose tokenizer is loaded lightly has the tokens that transformers says."""

import json
import random

from common import load
from mergekit.common import ModelReference
from tiny_models import tokenizer_state

FLAGS = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
CLASSES = [
    "PreTrainedTokenizerFast",
    "LlamaTokenizerFast",
    "Qwen2TokenizerFast",
    "GPT2TokenizerFast",
    "GemmaTokenizerFast",
]


def both_ways(folders):
    """Tokenizers of the donors behind the first, loaded for their tokens, and as a whole."""
    models = [ModelReference.model_validate(str(folder)) for folder in folders]
    light, whole = load.load_tokenizers(models, whole=models[:1]), load.load_tokenizers(models)
    return [(light.get(model), whole.get(model)) for model in models[1:]]


def donor(folder, state, settings, special=None):
    folder.mkdir()
    (folder / "config.json").write_text(json.dumps({"model_type": "llama"}))
    (folder / "tokenizer.json").write_text(json.dumps(state))
    (folder / "tokenizer_config.json").write_text(json.dumps(settings))
    if special is not None:
        (folder / "special_tokens_map.json").write_text(json.dumps(special))
    return folder


def drawn(draw):
    """tokenizer.json and its companions with what decides about tokens drawn: where they stand, and who names them."""
    state = tokenizer_state(
        extra=draw.sample(["<a>", "<b>", "<c>"], draw.randrange(3)), holes=draw.choice([0, 0, 2])
    )
    ordinary = draw.sample([token for token in state["model"]["vocab"] if token.isalpha()], 3)
    for token in ordinary[: draw.randrange(2)]:
        state["added_tokens"].append({**FLAGS, "id": state["model"]["vocab"][token], "content": token})
    spoilt = draw.randrange(12)
    if spoilt == 0:
        state["added_tokens"][-1]["id"] += 7
    elif spoilt == 1:
        state["model"]["merges"].append(["nobody", "knows"])
    elif spoilt == 2:
        state["added_tokens"] = []
    names = ["<s>", "</s>", "<unk>", "<new>", ordinary[-1]]
    settings = {"tokenizer_class": draw.choice(CLASSES), "bos_token": draw.choice(names), "eos_token": "</s>"}
    if draw.random() < 0.3:
        token = {**FLAGS, "content": draw.choice(names)}
        settings["added_tokens_decoder"] = {str(state["model"]["vocab"].get(token["content"], 999)): token}
    return state, settings, {"pad_token": draw.choice(names)} if draw.random() < 0.3 else None


def test_its_tokens_are_those_that_transformers_says(tmp_path):
    lightly = 0
    for seed in range(80):
        first = donor(tmp_path / f"first-{seed}", tokenizer_state(), {"tokenizer_class": CLASSES[0]})
        other = donor(tmp_path / f"other-{seed}", *drawn(random.Random(seed)))
        ((light, whole),) = both_ways([first, other])
        assert (light is None) == (whole is None)
        if whole is None:
            continue
        assert light.get_vocab() == whole.get_vocab(), seed
        assert light.added_tokens_decoder == whole.added_tokens_decoder, seed
        lightly += light._tokenizer.get_vocab_size(False) < whole._tokenizer.get_vocab_size(False)
    # The classes that bring tokens of their own, which only loading numbers, are not among them.
    assert lightly > 5
