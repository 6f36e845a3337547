/**
 * What the configs of transformers 4.57 refuse while they are made, written as in config-fields-5.ts: the fields that do
 * not take everything. `x~y` holds where y is not written, or null; behind `!` stands the exception. Two letters more: r
 * is a mapping with what its `rope_type` needs, y a list of kinds of layers, one for each layer. Printed by
 * test/support/config_fields.py, which tries values.
 */
export const fields4 = `
apertus: rope_scaling=0r!AttributeError
arcee < apertus: hidden_size~head_dim=bfi!TypeError num_attention_heads~head_dim=bfi!TypeError
aria: text_config=@aria_text!AttributeError vision_config=0d!AttributeError
aria_text < arcee: 
aya_vision: text_config=@cohere2?!AttributeError vision_config=0d!AttributeError vision_feature_select_strategy=s!ValueError
bamba: hidden_size=bfi!TypeError mamba_d_head=fi!ValueError mamba_expand=bfi!TypeError mamba_n_heads=bfi!TypeError
blip: text_config=@blip_text_model!TypeError vision_config=0d!TypeError
blip-2: text_config=@opt?!AttributeError vision_config=0d!TypeError
chameleon: rope_scaling=0!ValueError vq_config=0d!TypeError
code_llama < arcee: 
cohere < apertus: 
cohere2 < apertus: hidden_size=bfi!TypeError layer_types=0y!ValueError num_attention_heads=bfi!TypeError num_hidden_layers=0bfi!ValueError num_hidden_layers~layer_types=bi!TypeError
cohere2_vision: text_config=@cohere2?!
deepseek_v2 < apertus: 
deepseek_v3 < apertus: 
deepseek_vl: text_config=@llama?!
deepseek_vl_hybrid < deepseek_vl: 
diffllama < arcee: 
doge < apertus: 
dots1: layer_types=0y!ValueError num_hidden_layers=0bfi!ValueError num_hidden_layers~layer_types=bi!TypeError
emu3: text_config=@emu3_text_model!AttributeError vq_config=0d!AttributeError
ernie4_5 < apertus: 
ernie4_5_moe < apertus: 
evolla < apertus: 
exaone4 < dots1: 
falcon_h1: mamba_d_head=fi!ValueError mamba_n_heads=bfi!TypeError
falcon_mamba: expand=bfis!TypeError hidden_size=bfis!TypeError
flex_olmo < apertus: 
florence2: text_config=@bart?!AttributeError vision_config=0d!AttributeError
fuyu: rope_scaling=0!ValueError text_config=@persimmon?!AttributeError
gemma2 < dots1: 
gemma3: text_config=@gemma3_text!AttributeError vision_config=0d!AttributeError
gemma3_text < dots1: rope_scaling=0r!AttributeError
gemma3n: text_config=@gemma3n_text!
gemma3n_text < apertus: layer_types=0y!ValueError num_hidden_layers=bfi!ValueError
git: vision_config=0d!TypeError
glm4_moe < apertus: 
glm4v: rope_scaling~text_config=0r!AttributeError text_config=@glm4v_text!
glm4v_moe: rope_scaling~text_config=0r!AttributeError text_config=@Glm4vMoe_text!
got_ocr2: text_config=@qwen2?!AttributeError
gpt_neox < apertus: hidden_size=bfh!TypeError num_attention_heads=bfi!TypeError
gpt_neox_japanese < apertus: 
gpt_oss < gemma3_text: 
granite < apertus: 
granite_speech: text_config=@granite?!AttributeError
granitemoe < apertus: 
granitemoehybrid < bamba: layer_types=0dsI!TypeError
granitemoeshared < apertus: 
idefics2: text_config=@mistral?!AttributeError
idefics3: text_config=@llama?!AttributeError
instructblip < blip-2: 
internvl < got_ocr2: 
janus: text_config=@llama?!ValueError vision_config=0d!ValueError vq_config=0d!ValueError
kosmos-2 < git: text_config=@kosmos_2_text_model!TypeError
kosmos-2.5 < git: text_config=@kosmos_2_5_text_model!TypeError
lfm2: num_hidden_layers~layer_types=bi!TypeError
lfm2_vl: text_config=@lfm2?!AttributeError vision_config=0d!AttributeError
llama < arcee: 
llama4: text_config=@llama4_text!
llama4_text: layer_types=0y!ValueError num_hidden_layers=bi!TypeError
llava < aya_vision: text_config=@llama?!AttributeError
llava_next < llava: 
llava_next_video < llava: 
llava_onevision < aya_vision: text_config=@qwen2?!AttributeError
longcat_flash < apertus: 
longt5: feed_forward_proj=s!AttributeError
mamba < falcon_mamba: 
mamba2: expand=fi!ValueError hidden_size=fi!ValueError
minimax < dots1: 
ministral < lfm2: 
mistral3 < idefics2: vision_config=0d!AttributeError
mllama: text_config=@mllama_text_model!
modernbert-decoder < lfm2: 
moshi < arcee: -rope_scaling
mt5 < longt5: 
nemotron < moshi: 
olmo: rope_scaling=0!ValueError
olmo2 < olmo: 
olmo3 < apertus: layer_types=0dsIy!TypeError num_hidden_layers~layer_types=bi!TypeError
olmoe < apertus: 
open-llama < olmo: 
ovis2: text_config=@qwen2!
paligemma: text_config=@gemma?!AttributeError vision_config=0d!AttributeError
perception_lm < idefics3: vision_config=0d!AttributeError
persimmon < apertus: 
phi < apertus: 
phi3: rope_scaling=0!AttributeError
phi4_multimodal < phi3: 
phimoe < phi3: 
pix2struct < git: text_config=@pix2struct_text_model!TypeError
pixtral: hidden_size=bfi!TypeError num_attention_heads=bfi!TypeError
qwen2 < gemma3_text: 
qwen2_5_vl: rope_scaling~text_config=0r!AttributeError text_config=@qwen2_5_vl_text!
qwen2_audio < got_ocr2: 
qwen2_moe < apertus: 
qwen2_vl: rope_scaling~text_config=0r!AttributeError text_config=@qwen2_vl_text!
qwen3 < gemma3_text: 
qwen3_moe < apertus: 
qwen3_next < gemma3_text: 
qwen3_vl: text_config=@qwen3_vl_text!
qwen3_vl_moe: text_config=@qwen3_vl_moe_text!
recurrent_gemma < pixtral: num_hidden_layers=bfi!TypeError
seed_oss < apertus: 
shieldgemma2: text_config=@gemma3_text?!AttributeError vision_config=0d!AttributeError
smollm3 < gemma3_text: -num_hidden_layers~layer_types
smolvlm < idefics3: 
stablelm < apertus: 
starcoder2 < apertus: 
t5 < longt5: 
udop < longt5: 
umt5 < longt5: 
vaultgemma < dots1: 
vipllava < perception_lm: 
voxtral < idefics3: 
zamba: hidden_size=bfi!TypeError mamba_expand=bfi!TypeError num_hidden_layers=bi!TypeError
zamba2 < pixtral: mamba_expand=bfi!TypeError
`
