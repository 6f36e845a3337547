"""Ids of tokens in config.json and the files beside it: what ends a text keeps its meaning where tokens get other numbers."""

from __future__ import annotations

import copy
import json
import logging
import re
from collections.abc import Mapping
from pathlib import Path

from mergescope.merge.config_edits import OTHER_SENSES, values_of
from mergescope.merge.config_paths import Path as ConfigPath
from mergescope.merge.config_paths import Settings, set_at
from mergescope.merge.token_text import quoted
from mergescope.messages import Json

LOG = logging.getLogger(__name__)

#: Files of the leading model beside its config.json that may name tokens by their ids.
FILES = ("generation_config.json", "processor_config.json", "preprocessor_config.json")
# eos_token_id, image_token_index; what Whisper and others do not say.
_IDS = re.compile(r"(^|_)token_(id|index)(s|es)?$|^(begin_)?suppress_tokens$|^bad_words_ids$")
# [place, id] each.
_PLACED = "forced_decoder_ids"
_OTHER_VOCABULARY = re.compile(rf"{OTHER_SENSES.pattern}|talker|token2wav")


class TokenIds:
    """From the ids of the leading model's tokenizer to those of the output's.

    Args:
        before, after: token → id of the leading model and of the output.
    """

    def __init__(self, before: Mapping[str, int], after: Mapping[str, int]) -> None:
        self._tokens = {number: token for token, number in before.items()}
        self._after = after

    def followed(self, settings: Settings, full: Settings, file: str) -> Settings:
        """`settings` with the ids that the same tokens have in the output. It is told of tokens that the output lacks.

        Args:
            full: with what the file leaves to defaults.
        """
        changed = copy.deepcopy(settings)
        for path, value in values_of(full):
            if not _names_tokens(path):
                continue
            lacking: set[str] = set()
            new = (self._placed if path[-1] == _PLACED else self._new)(value, lacking)
            if new != value:
                set_at(changed, path, new)
            for token in sorted(lacking):
                LOG.warning(
                    "%s of %s is %s in the leading model, a token that the output does not have: set it by hand",
                    ".".join(path),
                    file,
                    quoted(token),
                )
        return changed

    def follow(self, folder: Path) -> None:
        """The same in the files beside config.json that are there and can be read."""
        for file in FILES:
            path = folder / file
            try:
                settings = json.loads(path.read_text(encoding="utf-8"))
            except (OSError, ValueError):
                continue
            if isinstance(settings, dict) and (new := self.followed(settings, settings, file)) != settings:
                path.write_text(json.dumps(new, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")

    def _new(self, value: Json, lacking: set[str]) -> Json:
        """What the ids in a value are in the output. Tokens that it lacks are added to `lacking`, and keep their ids."""
        if isinstance(value, list):
            return [self._new(entry, lacking) for entry in value]
        token = self._token(value)
        if token is not None and token not in self._after:
            lacking.add(token)
        return value if token is None else self._after.get(token, value)

    def _placed(self, value: Json, lacking: set[str]) -> Json:
        pairs = value if isinstance(value, list) else []
        if not all(isinstance(pair, list) and len(pair) == 2 for pair in pairs):
            return value
        return [[pair[0], self._new(pair[1], lacking)] for pair in pairs if isinstance(pair, list)] or value

    def _token(self, value: Json) -> str | None:
        return self._tokens.get(value) if isinstance(value, int) and not isinstance(value, bool) else None


def _names_tokens(path: ConfigPath) -> bool:
    """Ids of sounds or pictures are those of another vocabulary."""
    own = not any(_OTHER_VOCABULARY.search(part) for part in path[:-1])
    return own and bool(_IDS.search(path[-1]) or path[-1] == _PLACED)
