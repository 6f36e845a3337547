"""A tokenizer as its users have it: loaded, used, and with its chat template."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, cast

from mergescope.errors import in_one_line
from mergescope.library_types import PreTrainedModel, PreTrainedTokenizerBase
from mergescope.messages import TriedTokenizer

if TYPE_CHECKING:
    from collections.abc import Callable

    import torch

SAMPLE = "The quick brown fox — naïve café, 日本語 🙂\n\tdef f(x): return x"
SAMPLE_TOKENS = 20

#: transformers makes a tokenizer up where none of these is there.
_FILES = ("tokenizer*.json", "*.model", "vocab.*", "tekken.json", "*.tiktoken")


def try_tokenizer(
    folder: Path, model: PreTrainedModel, trust: bool
) -> tuple[TriedTokenizer | None, list[int]]:
    """What comes of the tokenizer in a folder, and the ids of its special tokens. None where there is none, or none that
    may run or can run here."""
    import transformers

    if not any(file for pattern in _FILES for file in folder.glob(pattern)) or _needs_code(folder, trust):
        return None, []
    try:
        loaded = transformers.AutoTokenizer.from_pretrained(
            folder, trust_remote_code=trust, local_files_only=True
        )
        tokenizer = cast("PreTrainedTokenizerBase", loaded)
        specials = _specials(tokenizer)
        tried = _tried(
            _round_trip(tokenizer), [t for t, n in specials.items() if _is_broken(tokenizer, t, n)]
        )
    except ImportError:
        return None, []
    except Exception as error:
        return _tried(problem=in_one_line(error)), []
    _reply(model, tokenizer, tried)
    return tried, list(specials.values())


def _tried(
    round_trip: str | None = None, broken: list[str] | None = None, problem: str | None = None
) -> TriedTokenizer:
    return {
        "problem": problem,
        "roundTrip": round_trip,
        "brokenSpecials": broken or [],
        "templateProblem": None,
        "replyProblem": None,
        "reply": None,
    }


def _needs_code(folder: Path, trust: bool) -> bool:
    try:
        named = json.loads((folder / "tokenizer_config.json").read_text(encoding="utf-8")).get("auto_map")
    except (OSError, ValueError, AttributeError):
        return False
    return isinstance(named, dict) and "AutoTokenizer" in named and not trust


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


def _reply(model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase, tried: TriedTokenizer) -> None:
    """Fills in what comes of the chat template, where there is one that is taken unless another is named."""
    template = tokenizer.chat_template
    if not template or (isinstance(template, dict) and "default" not in template):
        return
    import torch

    try:
        encoded = tokenizer.apply_chat_template(
            [{"role": "user", "content": "Say hello."}],
            add_generation_prompt=True,
            return_tensors="pt",
            return_dict=True,
        )
    except Exception as error:
        tried["templateProblem"] = in_one_line(error)
        return
    if not model.can_generate():
        return
    ids = cast("dict[str, torch.Tensor]", encoded)["input_ids"]
    try:
        with torch.no_grad():
            out = cast("Callable[..., torch.Tensor]", model.generate)(
                input_ids=ids,
                attention_mask=torch.ones_like(ids),
                max_new_tokens=SAMPLE_TOKENS,
                do_sample=False,
            )
    except Exception as error:
        tried["replyProblem"] = in_one_line(error)
        return
    tried["reply"] = str(tokenizer.decode(out[0, ids.shape[1] :]))
