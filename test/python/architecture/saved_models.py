"""Tiny models of all kinds, as transformers itself saves them."""

from __future__ import annotations

import json
import pathlib
import sys
from typing import Any

import torch
import transformers
from mergescope.architecture.stored import stored_tensors

sys.path.append(str(pathlib.Path(__file__).parents[2] / "support"))
from tiny_types import small

#: Decoders, experts, state spaces, encoders, heads of all kinds, seq2seq, pictures, sound, and what has several of them.
CLASSES = """
llama:LlamaForCausalLM gemma2:Gemma2ForCausalLM gpt2:GPT2LMHeadModel gpt_neox:GPTNeoXForCausalLM
falcon:FalconForCausalLM bloom:BloomForCausalLM opt:OPTForCausalLM phi3:Phi3ForCausalLM
mixtral:MixtralForCausalLM qwen2_moe:Qwen2MoeForCausalLM deepseek_v3:DeepseekV3ForCausalLM gpt_oss:GptOssForCausalLM
qwen3_next:Qwen3NextForCausalLM jamba:JambaForCausalLM mamba:MambaForCausalLM rwkv:RwkvForCausalLM
llama:LlamaForSequenceClassification gpt2:GPT2ForSequenceClassification qwen3:Qwen3Model
bert:BertForMaskedLM bert:BertModel bert:BertForSequenceClassification bert:BertForPreTraining
roberta:RobertaForTokenClassification albert:AlbertForMaskedLM deberta-v2:DebertaV2ForQuestionAnswering
modernbert:ModernBertForMaskedLM xlm-roberta:XLMRobertaModel electra:ElectraForPreTraining
t5:T5ForConditionalGeneration t5:T5EncoderModel bart:BartForConditionalGeneration marian:MarianMTModel
vit:ViTForImageClassification deit:DeiTForImageClassification clip:CLIPModel siglip:SiglipModel
qwen2_vl:Qwen2VLForConditionalGeneration qwen2_5_vl:Qwen2_5_VLForConditionalGeneration
llava:LlavaForConditionalGeneration gemma3:Gemma3ForConditionalGeneration idefics3:Idefics3ForConditionalGeneration
whisper:WhisperForConditionalGeneration wav2vec2:Wav2Vec2ForCTC audio-spectrogram-transformer:ASTModel
""".split()


class SavedModel:
    """A folder with config.json and weights, and what its headers say."""

    def __init__(self, folder: pathlib.Path, name: str) -> None:
        model_type, self.name = name.split(":")
        self.folder = folder
        torch.manual_seed(0)
        config = small(transformers.AutoConfig.for_model(model_type))
        getattr(transformers, self.name)(config).save_pretrained(folder)
        self.stored = stored_tensors(folder)

    @property
    def config(self) -> dict[str, Any]:
        return json.loads((self.folder / "config.json").read_text(encoding="utf-8"))

    def with_config(self, folder: pathlib.Path, config: dict[str, Any]) -> pathlib.Path:
        """Another folder, of the same weights, with this config.json."""
        folder.mkdir()
        (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
        return folder
