"""What tensors with one row a token are called, whatever the architecture."""

from __future__ import annotations

import re

# As src/core/model/vocabulary-names.ts has them: test/integration/prediction holds them together.
_EMBEDDINGS = re.compile(
    r"(^|\.)(embed_tokens|wte|embed_in|word_embeddings?|tok_embeddings|token_embedding|tokens_embed"
    r"|input_embeds_layer|shared)\.weight$"
    r"|^(backbone\.|transformer\.|model\.)?embeddings?\.weight$"
)
_HEAD = re.compile(
    r"(^|\.)(lm_head(\.linear|\.decoder)?|embed_out|output_layer|vocab_projector|lm_loss)\.(weight|bias)$"
    r"|^(model\.)?output\.weight$"
    r"|^cls\.predictions\.(decoder\.weight|bias)$"
)
_BLOCK_FOR_EACH_LAYER = re.compile(r"(^|\.)embed_tokens_per_layer\.weight$")
#: The buffer of BART and its like, [1, tokens].
ENTRY_FOR_EACH_TOKEN = "final_logits_bias"
_OTHER_MODALITY = re.compile(r"(^|\.)(vision|visual(?!_bert\.)|audio|multi_modal)")


def vocabulary_kind_of(tensor: str) -> str | None:
    """`embeddings` or `head` of a tensor that has one row a token, by its name."""
    if _OTHER_MODALITY.search(tensor):
        return None
    return "embeddings" if _EMBEDDINGS.search(tensor) else "head" if _HEAD.search(tensor) else None


def has_block_for_each_layer(tensor: str) -> bool:
    """Whether the row of a token holds a block for each layer, as in Gemma 3n and 4; none of those above."""
    return _BLOCK_FOR_EACH_LAYER.search(tensor) is not None
