/**
 * Other names that transformers reads fields of config.json by, each with the name that the class of a `model_type` has
 * itself. Made by test/integration/donor/config-meaning.test.ts from transformers 5.23. `b < a: -x y=z` has the names
 * of `a` without x, and y.
 */
export const configAliases = `
aria: image_token_id=image_token_index
audioflamingo3_encoder: d_model=hidden_size encoder_layers=num_hidden_layers encoder_attention_heads=num_attention_heads encoder_ffn_dim=intermediate_size encoder_layerdrop=layerdrop
autoformer: hidden_size=d_model num_attention_heads=encoder_attention_heads num_hidden_layers=encoder_layers
axk1: num_local_experts=n_routed_experts
axk2 < axk1: 
aya_vision < aria: 
bailing_hybrid: max_position_embeddings=model_max_length norm_topk_prob=moe_renormalize n_group=num_expert_group num_local_experts=num_experts num_experts_per_tok=num_experts_per_token n_shared_experts=num_shared_experts num_mtp_layers=num_nextn_predict_layers
bamba: layer_types=layers_block_type
bart < autoformer: 
bigbird_pegasus < autoformer: attention_probs_dropout_prob=attention_dropout
blenderbot < autoformer: 
blenderbot-small < autoformer: 
blip-2 < aria: 
bloom: num_hidden_layers=n_layer num_attention_heads=n_head
codegen < bloom: max_position_embeddings=n_positions hidden_size=n_embd
cohere_compass_vision: num_attention_heads=num_heads num_hidden_layers=depth
conditional_detr < autoformer: 
convnext: num_hidden_layers=num_stages
convnextv2 < convnext: 
csm: codebook_size=vocab_size
csm_depth_decoder_model < csm: 
ctrl < codegen: 
d_fine < autoformer: -num_hidden_layers
dab-detr < autoformer: -hidden_size
dbrx < autoformer: num_attention_heads=n_heads num_hidden_layers=n_layers max_position_embeddings=max_seq_len
decision_transformer < bloom: max_position_embeddings=n_positions
deepseek_ocr2_text: num_experts=n_routed_experts
deepseek_v2 < deepseek_ocr2_text: 
deepseek_v3 < axk1: num_mtp_layers=num_nextn_predict_layers
deepseek_v32 < axk1: 
deepseek_v4 < axk1: intermediate_size=moe_intermediate_size
deformable_detr < d_fine: 
deimv2 < d_fine: 
detr < autoformer: 
dinat < cohere_compass_vision: num_hidden_layers=num_layers
distilbert < dbrx: -max_position_embeddings hidden_size=dim
donut-swin < dinat: 
dots1 < axk1: 
dots3_note_text < axk1: 
ernie4_5_moe: num_experts=moe_num_experts num_experts_per_tok=moe_k
ernie4_5_vl_moe_text < ernie4_5_moe: 
ernie4_5_vl_moe_vision < cohere_compass_vision: 
exaone4_5_vision < cohere_compass_vision: 
falcon_h1 < bamba: 
fast_vlm < aria: 
fastspeech2_conformer < dab-detr: num_attention_heads=encoder_num_attention_heads
flaubert < distilbert: hidden_size=emb_dim n_words=vocab_size bos_index=bos_token_id eos_index=eos_token_id pad_index=pad_token_id
flex_olmo: num_local_experts=num_experts
fsmt < autoformer: vocab_size=tgt_vocab_size
funnel < d_fine: num_attention_heads=n_head
gemma3 < aria: boi_token_id=boi_token_index eoi_token_id=eoi_token_index
glm4_moe < deepseek_v3: 
glm4_moe_lite < axk1: head_dim=qk_rope_head_dim
glm4v_moe_text < axk1: 
glm4v_moe_vision < cohere_compass_vision: 
glm4v_vision < cohere_compass_vision: 
glm5_next_text < axk1: 
glm5_next_vision < cohere_compass_vision: 
glm_image_vision < cohere_compass_vision: 
glm_moe_dsa < axk1: 
glm_ocr_vision < cohere_compass_vision: 
got_ocr2 < aria: 
gpt-sw3 < codegen: 
gpt2 < codegen: 
gpt_bigcode < codegen: 
gpt_neo < dinat: 
gpt_oss: num_experts=num_local_experts
gptj < codegen: 
granite4_vision < aria: 
granite_speech: audio_token_id=audio_token_index
granite_speech_encoder < dinat: hidden_size=hidden_dim num_mel_bins=input_dim
granite_speech_plus < granite_speech: 
granite_speech_plus_encoder < granite_speech_encoder: 
granitemoehybrid: layers_block_type=layer_types
grounding-dino < d_fine: 
hiera: num_hidden_layers=num_layers
hunyuan_v1_moe < flex_olmo: num_experts_per_tok=moe_topk
hunyuan_vl_text: attention_head_dim=head_dim org_vocab_size=vocab_size pad_id=pad_token_id
hunyuan_vl_vision: attention_heads=num_attention_heads layer_norm_eps=rms_norm_eps
hy_v3 < flex_olmo: 
hy_v4 < axk1: 
idefics_vision: hidden_size=embed_dim
imagegpt < codegen: 
informer < autoformer: initializer_range=init_std
inkling2_text < deepseek_v4: sliding_window=sliding_window_size sconv_kernel_size=conv_kernel_size model_max_length=max_position_embeddings routed_scaling_factor=route_scale
inkling2_vision: native_patch_size=patch_size adapter_merge_size=spatial_merge_size
inkling_audio: num_codebooks=n_mel_bins codebook_size=mel_vocab_size hidden_size=text_hidden_size
inkling_text < inkling2_text: -intermediate_size -routed_scaling_factor embedding_multiplier=logits_mup_width_multiplier
inkling_vision: num_hidden_layers=n_layers
instructblip < aria: 
instructblipvideo: video_token_id=video_token_index
internlm3: qkv_bias=attention_bias bias=mlp_bias
jamba < flex_olmo: 
jetmoe: head_dim=kv_channels
kimi_linear < bailing_hybrid: -num_mtp_layers
kolibri1 < gpt_oss: 
kosmos_2_5_text_model < idefics_vision: num_attention_heads=attention_heads num_hidden_layers=layers
kosmos_2_text_model < kosmos_2_5_text_model: 
led < bigbird_pegasus: initializer_range=init_std
lfm3: rms_norm_eps=norm_eps
llama4 < gemma3: 
llava < aria: 
llava_next < aria: 
llava_next_video < aria: video_token_id=video_token_index
llava_onevision < llava_next_video: 
longcat_flash < axk1: num_experts_per_tok=moe_topk intermediate_size=ffn_hidden_size moe_intermediate_size=expert_ffn_hidden_size
longt5 < dinat: hidden_size=d_model head_dim=d_kv
m2m_100 < autoformer: 
marian < autoformer: 
mask2former: hidden_size=hidden_dim num_hidden_layers=decoder_layers
maskformer: hidden_size=mask_feature_size
maskformer-swin < dinat: 
mbart < autoformer: 
mellum < gpt_oss: num_mtp_layers=num_nextn_predict_layers
mimo_v2_flash < axk1: 
minimax < gpt_oss: 
minimax_m2 < gpt_oss: 
minimax_m3_vl < llava_next_video: 
minimax_m3_vl_text < gpt_oss: 
mistral3 < aria: 
mistral4 < axk1: 
mistral_large4 < aria: 
mistral_large4_text < axk1: 
mixtral < gpt_oss: 
mllama < aria: 
mllama_vision_model: num_attention_heads=attention_heads
mm-grounding-dino < d_fine: 
molmo2: image_token_id=image_patch_id video_token_id=image_patch_id
molmo2_text: qkv_bias=attention_bias layer_norm_eps=rms_norm_eps
moonshine: num_key_value_heads=decoder_num_key_value_heads num_attention_heads=decoder_num_attention_heads num_hidden_layers=decoder_num_hidden_layers hidden_act=decoder_hidden_act
moss_transcribe_diarize_audio < audioflamingo3_encoder: -encoder_layerdrop
mpt < dbrx: -max_position_embeddings
mt5 < longt5: 
mvp < autoformer: 
nemotron_h < axk1: layer_types=layers_block_type
nllb-moe < autoformer: 
olmoe < flex_olmo: 
omdet-turbo: encoder_hidden_dim=d_model num_attention_heads=encoder_attention_heads
oneformer < mask2former: 
openai-gpt < codegen: 
openai_privacy_filter < gpt_oss: 
paligemma < aria: 
patchtsmixer < hiera: hidden_size=d_model
patchtst: hidden_size=d_model
pegasus < autoformer: 
pegasus_x < autoformer: 
pix2struct_text_model < dinat: decoder_attention_heads=num_heads encoder_attention_heads=num_heads encoder_layers=num_layers decoder_layers=num_layers
plbart < informer: 
pop2piano < dinat: hidden_size=d_model
pp_chart2table < aria: 
pp_doclayout_v2 < d_fine: 
pp_doclayout_v3 < d_fine: 
pp_doclayout_v4: d_model=hidden_size num_attention_heads=encoder_attention_heads
pp_formulanet_text < autoformer: 
pp_ocrv5_mobile_rec: num_hidden_layers=depth
pp_ocrv5_server_rec < pp_ocrv5_mobile_rec: 
pp_ocrv6_small_rec < pp_ocrv5_mobile_rec: 
pp_ocrv6_tiny_rec < pp_ocrv5_mobile_rec: 
prophetnet: num_attention_heads=num_encoder_attention_heads
qwen2_5_omni_audio_encoder < autoformer: intermediate_size=encoder_ffn_dim
qwen2_5_omni_talker < llava_next_video: audio_token_id=audio_token_index
qwen2_5_omni_thinker < qwen2_5_omni_talker: 
qwen2_5_omni_vision_encoder < cohere_compass_vision: 
qwen2_5_vl_vision < cohere_compass_vision: 
qwen2_audio < granite_speech: 
qwen2_audio_encoder < qwen2_5_omni_audio_encoder: 
qwen2_vl_vision < cohere_compass_vision: 
qwen3_5_moe_vision < cohere_compass_vision: 
qwen3_5_vision < cohere_compass_vision: 
qwen3_asr_encoder < qwen2_5_omni_audio_encoder: 
qwen3_moe < gpt_oss: 
qwen3_omni_moe_audio_encoder < qwen2_5_omni_audio_encoder: 
qwen3_omni_moe_talker_text < gpt_oss: 
qwen3_omni_moe_vision_encoder < cohere_compass_vision: 
qwen3_vl_moe_text < gpt_oss: 
qwen3_vl_moe_vision < cohere_compass_vision: 
qwen3_vl_vision < cohere_compass_vision: 
qwen4_exp_vision < cohere_compass_vision: 
recurrent_gemma < bamba: sliding_window=attention_window_size
rt_detr < d_fine: 
rt_detr_v2 < d_fine: 
rwkv: max_position_embeddings=context_length
sam3_detr_decoder < hiera: 
sam3_detr_encoder < hiera: 
sam3_lite_text_detr_decoder < hiera: 
sam3_lite_text_detr_encoder < hiera: 
seamless_m4t: num_hidden_layers=decoder_layers num_attention_heads=decoder_attention_heads
seamless_m4t_v2 < seamless_m4t: 
segformer: num_hidden_layers=num_encoder_blocks
shieldgemma2 < gemma3: 
solar_open < axk1: 
speech_to_text < autoformer: 
speecht5 < dab-detr: 
step3p5 < deepseek_v3: num_attention_groups=num_key_value_heads moe_num_experts=n_routed_experts moe_top_k=num_experts_per_tok share_expert_dims=share_expert_dim
swin < dinat: 
swin2sr < dinat: hidden_size=embed_dim
swinv2 < dinat: 
switch_transformers < pop2piano: 
t5 < longt5: 
t5gemma2 < aria: eoi_token_id=eoi_token_index
t5gemma2_encoder < gemma3: 
table-transformer < autoformer: 
time_series_transformer < autoformer: 
trocr < seamless_m4t: hidden_size=d_model
udop < pop2piano: 
umt5 < longt5: 
unlimited_ocr_text < deepseek_ocr2_text: 
video_llava < llava_next_video: 
vipllava < aria: vision_feature_layers=vision_feature_layer
voxtral_encoder < audioflamingo3_encoder: 
voxtral_realtime_encoder < audioflamingo3_encoder: num_key_value_heads=num_attention_heads
whisper < autoformer: num_key_value_heads=encoder_attention_heads
xglm < patchtsmixer: num_attention_heads=attention_heads
xlm < flaubert: 
xlnet < bloom: n_token=vocab_size hidden_size=d_model
zamba < bamba: head_dim=attention_head_dim
zamba2 < zamba: 
`
