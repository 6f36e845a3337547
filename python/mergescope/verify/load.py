"""`verify --load`: transformers loads the model, one forward pass is finite, the tokenizer round-trips."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from mergescope.library_types import PreTrainedModel, PreTrainedTokenizerBase
from mergescope.messages import LoadReply, LoadRequest

if TYPE_CHECKING:
    from collections.abc import Callable

    import torch

SAMPLE = "The quick brown fox — naïve café, 日本語 🙂\n\tdef f(x): return x"
SAMPLE_TOKENS = 20


def load(value: LoadRequest) -> LoadReply:
    """Loads a model folder as its users will: by the class that its config.json names."""
    from mergescope.architecture.check import check_with_lead
    from mergescope.architecture.model_class import NotBuildable, NotChecked, loaded_with_report, named_class
    from mergescope.architecture.quiet import quiet
    from mergescope.architecture.stored import stored_tensors
    from mergescope.verify.trial import try_forward

    folder, trust = value["folder"], value["trust_remote_code"]
    lead = None if value["lead"] is None else Path(value["lead"])
    architecture = check_with_lead(Path(folder), stored_tensors(Path(folder)), lead, trust)
    with quiet():
        try:
            named = named_class(Path(folder), trust)
        except (NotChecked, NotBuildable):
            return {"architecture": architecture, "loaded": None}
        if architecture["output"]["name"] is None:
            return {"architecture": architecture, "loaded": None}
        model, report = loaded_with_report(
            named,
            folder,
            dtype="auto",
            trust_remote_code=trust,
            local_files_only=True,
        )
        model.eval()
        tokenizer = _tokenizer(folder, trust)
        specials = {} if tokenizer is None else _specials(tokenizer)
        return {
            "architecture": architecture,
            "loaded": {
                "parameters": model.num_parameters(),
                "missing": sorted(report["missing_keys"]),
                "trial": try_forward(model, list(specials.values())),
                "tokenizer": tokenizer is not None,
                "roundTrip": None if tokenizer is None else _round_trip(tokenizer),
                "brokenSpecials": [
                    token
                    for token, number in specials.items()
                    if tokenizer is not None and _is_broken(tokenizer, token, number)
                ],
                "reply": _reply(model, tokenizer),
            },
        }


def _tokenizer(folder: str, trust: bool) -> PreTrainedTokenizerBase | None:
    import transformers

    try:
        return transformers.AutoTokenizer.from_pretrained(
            folder, trust_remote_code=trust, local_files_only=True
        )
    except (OSError, ValueError):
        return None


def _specials(tokenizer: PreTrainedTokenizerBase) -> dict[str, int]:
    return {
        token: cast("int", tokenizer.convert_tokens_to_ids(token)) for token in tokenizer.all_special_tokens
    }


def _is_broken(tokenizer: PreTrainedTokenizerBase, token: str, number: int) -> bool:
    ids = tokenizer(token, add_special_tokens=False)["input_ids"]
    return tokenizer.convert_ids_to_tokens(number) != token or ids != [number]


def _round_trip(tokenizer: PreTrainedTokenizerBase) -> str | None:
    ids = tokenizer(SAMPLE, add_special_tokens=False)["input_ids"]
    text = tokenizer.decode(ids, skip_special_tokens=False, clean_up_tokenization_spaces=False)
    return None if text == SAMPLE else str(text)


def _reply(model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase | None) -> str | None:
    if tokenizer is None or not tokenizer.chat_template or not model.can_generate():
        return None
    import torch

    messages = [{"role": "user", "content": "Say hello."}]
    encoded = tokenizer.apply_chat_template(
        messages, add_generation_prompt=True, return_tensors="pt", return_dict=True
    )
    ids = cast("dict[str, torch.Tensor]", encoded)["input_ids"]
    with torch.no_grad():
        out = cast("Callable[..., torch.Tensor]", model.generate)(
            input_ids=ids, attention_mask=torch.ones_like(ids), max_new_tokens=SAMPLE_TOKENS, do_sample=False
        )
    return str(tokenizer.decode(out[0, ids.shape[1] :]))
