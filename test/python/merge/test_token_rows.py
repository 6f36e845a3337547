"""Every row of a token is merged with those of the same token, or the merge is refused, whatever tensor it lies in."""

from __future__ import annotations

import sys
from importlib.metadata import version
from pathlib import Path

import pytest
import torch
from anatomy_models import linear, mean, tensors_of
from mergescope.errors import MergescopeError
from runs import run_ours
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from transformers import PreTrainedTokenizerFast

sys.path.append(str(Path(__file__).parents[2] / "architectures"))
from model_classes import built

pytestmark = pytest.mark.skipif(version("mergekit") == "0.1.4", reason="transformers 4 lacks these models")

WORDS = [f"w{number}" for number in range(20)]
TURNED = [WORDS[0], *WORDS[:0:-1]]
#: The tensor that holds the rows of a model type; None: several do, which are not united.
TYPES = {
    "olmo": "model.embed_tokens.weight",
    "diffusion_gemma": "model.decoder.embed_tokens.weight",
    "gemma3n_text": None,
    "molmo2": None,
}


def make_donor(folder: Path, model_type: str, seed: int, words: list[str]) -> Path:
    config, kind = built(model_type, None)
    torch.manual_seed(seed)
    kind(config).save_pretrained(folder)
    model = WordLevel({word: number for number, word in enumerate(words)}, unk_token=words[0])
    PreTrainedTokenizerFast(tokenizer_object=Tokenizer(model), unk_token=words[0]).save_pretrained(folder)
    return folder


@pytest.mark.parametrize("words", [WORDS, TURNED], ids=["alike", "turned"])
@pytest.mark.parametrize("model_type", TYPES)
def test_rows_go_by_their_tokens_or_the_merge_is_refused(model_type, words, tmp_path):
    donors = [make_donor(tmp_path / f"{at}", model_type, at, own) for at, own in enumerate((WORDS, words))]
    config, tensor = linear(*donors, tokenizer={"source": "union"}), TYPES[model_type]
    if words is TURNED and tensor is None:
        with pytest.raises(MergescopeError, match=r"lm_head|per_layer") as caught:
            run_ours(config, tmp_path / "out")
        assert caught.value.code == "config-invalid"
        return
    run_ours(config, tmp_path / "out")
    if tensor is not None:
        a, b = (tensors_of(donor)[tensor] for donor in donors)
        order = torch.tensor([words.index(word) for word in WORDS])
        merged = tensors_of(tmp_path / "out")[tensor][: len(WORDS)]
        assert torch.allclose(merged, mean(a[: len(WORDS)], b[order]), atol=1e-6)
