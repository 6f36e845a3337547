/**
 * What transformers takes in the fields of a config, by `model_type`: language models, and the fields that
 * three types or more have. Printed by test/support/config_fields.py from transformers 5.23, as the table of 4.57 beside it. `b < a: -x y=i` has
 * the fields of `a` without x, and y. The letters: 0 null, i whole number, f number with a decimal point, b true
 * or false, s text, d mapping, L list, and I, F, B, S lists of such; p is an f from 0 to 1, h
 * an i that num_attention_heads has to divide. `@type` is a part that is a config itself,
 * `@type?` one that may name another type.
 */
export const fields5 = `
afmoe: attention_bias=b attention_dropout=0fi bos_token_id=0i eos_token_id=0Ii head_dim=0i hidden_act=s hidden_size=i initializer_range=f intermediate_size=i layer_types=0S max_position_embeddings=i moe_intermediate_size=i num_attention_heads=i num_experts=0i num_experts_per_tok=0i num_hidden_layers=i num_key_value_heads=0i num_shared_experts=0i output_router_logits=b pad_token_id=0i rms_norm_eps=f rope_parameters=0d route_scale=0f sliding_window=0i tie_word_embeddings=b use_cache=b vocab_size=i
albert: attention_probs_dropout_prob=fi bos_token_id=0i embedding_size=i eos_token_id=0Ii hidden_act=s hidden_dropout_prob=fi hidden_size=i initializer_range=f intermediate_size=i layer_norm_eps=f max_position_embeddings=i num_attention_heads=i num_hidden_layers=i pad_token_id=0i tie_word_embeddings=b type_vocab_size=i vocab_size=i
apertus < afmoe: -head_dim -layer_types -moe_intermediate_size -num_experts -num_experts_per_tok -num_shared_experts -output_router_logits -route_scale -sliding_window attention_dropout=fi
arcee < apertus: head_dim=0i hidden_size=h mlp_bias=b
aria: image_token_index=i initializer_range=f text_config=@aria_text tie_word_embeddings=b vision_config=0d vision_feature_layer=Ii
aria_text < arcee: attention_dropout=0fi initializer_range=p moe_num_experts=i moe_num_shared_experts=i moe_topk=i pretraining_tp=0i
audioflamingo3: audio_config=0d audio_token_id=i projector_bias=b projector_hidden_act=s text_config=@qwen2?
axk1 < apertus: attention_dropout=0fi kv_lora_rank=i mlp_layer_types=0S moe_intermediate_size=i n_group=i n_routed_experts=i n_shared_experts=i norm_topk_prob=0b num_experts_per_tok=i num_key_value_heads=i output_router_logits=b pretraining_tp=0i q_lora_rank=i qk_nope_head_dim=i qk_rope_head_dim=i rope_interleave=0b routed_scaling_factor=f topk_group=i v_head_dim=i
axk2 < axk1: -pretraining_tp -rope_interleave attention_dropout=fi head_dim=i index_head_dim=i index_n_heads=i index_topk=i layer_types=0S n_group=0i norm_topk_prob=b topk_group=0i
aya_vision < aria: -initializer_range downsample_factor=i text_config=@cohere2? vision_feature_select_strategy=s
bailing_hybrid < axk1: -n_routed_experts -q_lora_rank -rope_interleave attention_dropout=f first_k_dense_replace=i head_dim=i layer_types=0S norm_topk_prob=b num_key_value_heads=0i num_local_experts=i num_mtp_layers=i rope_theta=fi
bamba < arcee: -head_dim attention_dropout=0fi mamba_chunk_size=0i mamba_conv_bias=0b mamba_d_conv=0i mamba_d_head=0is mamba_d_state=0i mamba_expand=0i mamba_n_groups=0i mamba_n_heads=0i mamba_proj_bias=0b num_logits_to_keep=0i time_step_limit=0F
bart: activation_dropout=0fi activation_function=0s attention_dropout=0fi bos_token_id=0i classifier_dropout=0fi d_model=0i decoder_attention_heads=0i decoder_ffn_dim=0i decoder_layerdrop=0f decoder_layers=0i decoder_start_token_id=0i dropout=0fi encoder_attention_heads=0i encoder_ffn_dim=0i encoder_layerdrop=0f encoder_layers=0i eos_token_id=0Ii forced_eos_token_id=0Ii init_std=0f is_decoder=0b is_encoder_decoder=0b max_position_embeddings=i pad_token_id=0i scale_embedding=0b tie_word_embeddings=b use_cache=b vocab_size=i
beam < apertus: final_logit_softcapping=0fi head_dim=i hidden_size=h layer_types=0S mlp_layer_types=0S moe_intermediate_size=i n_group=0i norm_topk_prob=b num_experts=i num_experts_per_tok=i num_key_value_heads=i output_router_logits=b routed_scaling_factor=fi sliding_window=0i topk_group=0i
bert < albert: -embedding_size add_cross_attention=b classifier_dropout=0fi is_decoder=b use_cache=b
bert-generation < bert: -classifier_dropout -type_vocab_size
big_bird < bert: attention_type=s block_size=i sep_token_id=0i use_bias=b
bigbird_pegasus: activation_dropout=fi activation_function=s attention_dropout=fi attention_type=s block_size=i bos_token_id=0i classifier_dropout=fi d_model=i decoder_attention_heads=i decoder_ffn_dim=i decoder_layerdrop=fi decoder_layers=i decoder_start_token_id=i dropout=fi encoder_attention_heads=i encoder_ffn_dim=i encoder_layerdrop=fi encoder_layers=i eos_token_id=0Ii init_std=f is_decoder=b is_encoder_decoder=b max_position_embeddings=i pad_token_id=0i scale_embedding=b tie_word_embeddings=b use_bias=b use_cache=b vocab_size=i
biogpt < bert-generation: -add_cross_attention -is_decoder activation_dropout=fi layerdrop=fi scale_embedding=b
bitnet < apertus: attention_dropout=0fi
blenderbot < bigbird_pegasus: -attention_type -block_size -classifier_dropout -use_bias forced_eos_token_id=0Ii
blenderbot-small < blenderbot: decoder_start_token_id=0i
blip: initializer_factor=f initializer_range=f projection_dim=i text_config=@blip_text_model tie_word_embeddings=b vision_config=0d
blip-2: image_token_index=0i initializer_factor=f initializer_range=f num_query_tokens=i qformer_config=0d text_config=@opt? vision_config=0d
blip_text_model < bert-generation: -add_cross_attention projection_dim=i sep_token_id=0i
bloom: attention_dropout=fi bos_token_id=0i eos_token_id=0Ii hidden_dropout=fi hidden_size=i initializer_range=f layer_norm_epsilon=f n_head=i n_layer=i pad_token_id=0i pretraining_tp=i tie_word_embeddings=b use_cache=b vocab_size=i
blt: bos_token_id=0i encoder_config=0d eos_token_id=0Ii initializer_range=f max_position_embeddings=i pad_token_id=0i patch_size=0i rope_parameters=0d tie_word_embeddings=b use_cache=b vocab_size=i
camembert < bert: 
chameleon < bitnet: attention_bias=0b mlp_bias=b vq_config=0d
codegen < bloom: -attention_dropout -hidden_dropout -hidden_size -pad_token_id -pretraining_tp activation_function=s attn_pdrop=fi embd_pdrop=fi n_embd=i n_inner=0i n_positions=i resid_pdrop=fi rotary_dim=i
cohere < bitnet: -rms_norm_eps layer_norm_eps=0f logit_scale=0f use_qk_norm=0b
cohere2 < apertus: -rms_norm_eps layer_norm_eps=f layer_types=0S logit_scale=f sliding_window=0i
cohere2_moe < cohere2: -rope_parameters attention_dropout=f head_dim=i mlp_layer_types=0L norm_topk_prob=b num_experts=i num_experts_per_tok=i num_shared_experts=i output_router_logits=b rms_norm_eps=0f rope_theta=fi sliding_window_pattern=i
cohere2_vision < aya_vision: -image_token_index -vision_feature_layer -vision_feature_select_strategy image_token_id=i
cohere_compass < cohere2_vision: -downsample_factor text_config=@cohere_compass_text video_token_id=i vision_end_token_id=i vision_start_token_id=i
cohere_compass_text < cohere2: -rope_parameters logit_scale=0f
convbert < bert: -use_cache conv_kernel_size=i embedding_size=i
cosmos3_edge < cohere_compass: projector_hidden_size=i text_config=@cosmos3_edge_text
cosmos3_edge_text < arcee: head_dim=i pretraining_tp=0i
cosmos3_omni < cohere_compass: text_config=@qwen3_vl_text?
cpmant: eps=f hidden_size=i init_std=f num_attention_heads=i num_hidden_layers=i tie_word_embeddings=b use_cache=b vocab_size=i
ctrl < codegen: -activation_function -attn_pdrop -n_inner -rotary_dim pad_token_id=0i
cwm < cosmos3_edge_text: -attention_bias bos_token_id=i layer_types=0S num_key_value_heads=i pretraining_tp=i sliding_window=i
data2vec-text < bert: 
dbrx < blt: -encoder_config -max_position_embeddings -patch_size d_model=0i n_heads=0i n_layers=0i output_router_logits=0b resid_pdrop=0f
deberta < albert: -embedding_size
deberta-v2 < deberta: 
deepseek_ocr2 < cohere2_vision: -downsample_factor text_config=@deepseek_ocr2_text
deepseek_ocr2_text < arcee: attention_dropout=0f mlp_layer_types=0S moe_intermediate_size=i n_group=0i n_routed_experts=i n_shared_experts=i num_experts_per_tok=0i output_router_logits=b pretraining_tp=0i routed_scaling_factor=f topk_group=0i topk_method=0s
deepseek_v2 < deepseek_ocr2_text: -mlp_layer_types first_k_dense_replace=i kv_lora_rank=i norm_topk_prob=0b q_lora_rank=0i qk_nope_head_dim=i qk_rope_head_dim=i v_head_dim=i
deepseek_v3 < deepseek_v2: -head_dim -mlp_bias -topk_method attention_dropout=0fi first_k_dense_replace=0i hidden_size=i num_mtp_layers=i rope_interleave=0b v_head_dim=0i
deepseek_v32 < axk2: first_k_dense_replace=i mlp_bias=b n_group=i topk_group=i
deepseek_v4 < axk2: -intermediate_size -kv_lora_rank -n_group -qk_nope_head_dim -qk_rope_head_dim -topk_group -v_head_dim attention_dropout=f hc_eps=f hc_mult=i mlp_bias=b rope_theta=fi router_aux_loss_coef=f router_jitter_noise=f sliding_window=i swiglu_limit=f
deepseek_vl < deepseek_ocr2: text_config=@llama?
deepseek_vl_hybrid < deepseek_vl: 
diffllama < bitnet: head_dim=0i
diffusion_gemma: boi_token_id=0i eoi_token_id=0i image_token_id=0i initializer_range=0f text_config=@diffusion_gemma_text tie_word_embeddings=b
diffusion_gemma_text < bitnet: -hidden_act -use_cache head_dim=i hidden_activation=s layer_types=0S moe_intermediate_size=0i num_experts=0i num_key_value_heads=i sliding_window=i
distilbert < blt: -encoder_config -patch_size -rope_parameters -use_cache attention_dropout=fi dropout=fi n_heads=i n_layers=i
doge < apertus: attention_dropout=0f hidden_dropout=fi mlp_bias=b norm_topk_prob=b num_experts=i num_experts_per_tok=i output_router_logits=b router_aux_loss_coef=f sliding_window=0i
dots1 < afmoe: -head_dim -num_experts -num_shared_experts -route_scale first_k_dense_replace=0i max_window_layers=0i n_group=0i n_routed_experts=0i n_shared_experts=0i norm_topk_prob=0b routed_scaling_factor=f topk_group=0i
dots3_note < deepseek_ocr2: audio_config=0d audio_token_id=i text_config=@dots3_note_text video_token_id=i
dots3_note_text < deepseek_v32: -first_k_dense_replace hidden_size=h q_lora_rank=0i sliding_window=0i
electra < bert: embedding_size=i summary_activation=s summary_type=s summary_use_proj=b
emu3: text_config=@emu3_text_model tie_word_embeddings=b vq_config=0d
emu3_text_model < apertus: -attention_bias bos_token_id=i pad_token_id=i
encoder-decoder: decoder=0d decoder_start_token_id=0i is_encoder_decoder=0b pad_token_id=0i
ernie < bert: 
ernie4_5 < diffllama: -attention_bias -attention_dropout use_bias=0b use_cache=0b
ernie4_5_moe < apertus: -attention_bias -attention_dropout moe_intermediate_size=i moe_num_experts=0i moe_num_shared_experts=0i output_router_logits=0b router_aux_loss_coef=0f use_bias=0b
ernie4_5_vl_moe < deepseek_ocr2: image_end_token_id=i image_start_token_id=i text_config=@ernie4_5_vl_moe_text video_end_token_id=i video_start_token_id=i video_token_id=i
ernie4_5_vl_moe_text < ernie4_5_moe: mlp_layer_types=0S moe_intermediate_size=0I
esm < apertus: -attention_bias -attention_dropout -hidden_act -num_key_value_heads -rms_norm_eps -rope_parameters add_cross_attention=0b attention_probs_dropout_prob=0f hidden_dropout_prob=0f is_decoder=0b layer_norm_eps=0f mask_token_id=0i rope_theta=f vocab_size=0i
esmc < arcee: -rms_norm_eps -use_cache attention_dropout=0fi classifier_dropout=0f initializer_range=p mask_token_id=0i
eurobert < arcee: mask_token_id=i pretraining_tp=i
evolla < bitnet: add_cross_attention=0b is_decoder=0b mlp_bias=b
exaone4 < apertus: -attention_bias layer_types=0S num_key_value_heads=i sliding_window=0i sliding_window_pattern=0is
exaone4_5 < deepseek_ocr2: text_config=@exaone4? video_token_id=i
exaone_moe < exaone4: first_k_dense_replace=i mlp_layer_types=0S moe_intermediate_size=i n_group=i norm_topk_prob=b num_experts=i num_experts_per_tok=i num_shared_experts=i output_router_logits=b routed_scaling_factor=f sliding_window=i topk_group=i
falcon < bitnet: -attention_bias -hidden_act -intermediate_size -num_key_value_heads -rms_norm_eps hidden_dropout=0fi layer_norm_epsilon=0f
falcon_h1 < bamba: -time_step_limit embedding_multiplier=0f hidden_size=i use_cache=0b
falcon_mamba < bloom: -attention_dropout -hidden_dropout -n_head -n_layer -pretraining_tp conv_kernel=i expand=i hidden_act=s num_hidden_layers=i rescale_prenorm_residual=b residual_in_fp32=b state_size=i time_step_floor=f time_step_max=f time_step_min=f time_step_rank=is use_associative_scan=b use_bias=b use_conv_bias=b use_mambapy=b
fast_vlm < aya_vision: -downsample_factor image_seq_length=i multimodal_projector_bias=b projector_hidden_act=s text_config=@qwen2?
flaubert < distilbert: -initializer_range end_n_top=i init_std=f layer_norm_eps=f layerdrop=fi mask_token_id=i start_n_top=i summary_activation=0s summary_first_dropout=fi summary_proj_to_labels=b summary_type=s summary_use_proj=b
flex_olmo < doge: -hidden_dropout -mlp_bias -sliding_window
flint < flex_olmo: attention_dropout=fi decoder_sparse_step=i head_dim=i layer_types=0S mlp_only_layers=0I moe_intermediate_size=i num_key_value_heads=i shared_expert_intermediate_size=i sliding_window=i
florence2 < deepseek_ocr2: is_encoder_decoder=b text_config=@bart?
fnet < deberta: -attention_probs_dropout_prob -num_attention_heads
fsmt < blenderbot-small: -is_decoder -vocab_size
fun_asr_nano: audio_config=0d audio_token_id=i initializer_range=f text_config=@qwen3? tie_word_embeddings=b
funnel: activation_dropout=fi attention_dropout=fi attention_type=s d_model=i hidden_act=s hidden_dropout=fi initializer_range=f layer_norm_eps=f n_head=i num_decoder_layers=i pad_token_id=0i tie_word_embeddings=b vocab_size=i
fuyu: image_size=0i image_token_id=0i initializer_range=f patch_size=0i text_config=@persimmon? tie_word_embeddings=b
gemma < apertus: head_dim=i num_key_value_heads=i use_bidirectional_attention=0b
gemma2 < diffusion_gemma_text: -moe_intermediate_size -num_experts attn_logit_softcapping=0f final_logit_softcapping=0f hidden_size=h query_pre_attn_scalar=i sliding_window=0i use_bidirectional_attention=0b use_cache=b
gemma3: boi_token_index=0i eoi_token_index=0i image_token_index=0i initializer_range=0f text_config=@gemma3_text tie_word_embeddings=0b
gemma3_text < gemma2: 
gemma3n < diffusion_gemma: audio_token_id=0i boa_token_id=0i text_config=@gemma3n_text tie_word_embeddings=0b use_cache=b
gemma3n_text < diffusion_gemma_text: -moe_intermediate_size -num_experts final_logit_softcapping=f hidden_size=h intermediate_size=Ii num_kv_shared_layers=i use_cache=b
gemma4 < diffusion_gemma: audio_token_id=0i boa_token_id=0i text_config=@gemma4_text video_token_id=0i
gemma4_assistant: text_config=@gemma4_text? tie_word_embeddings=b
gemma4_text < diffusion_gemma_text: final_logit_softcapping=0f num_kv_shared_layers=i use_cache=b
gemma4_unified < gemma4: text_config=@gemma4_unified_text
gemma4_unified_assistant: text_config=@gemma4_unified_text? tie_word_embeddings=b
gemma4_unified_text < gemma4_text: -moe_intermediate_size -num_experts
git < bert-generation: -add_cross_attention -is_decoder vision_config=0d
glm < diffllama: 
glm4 < gemma: -use_bidirectional_attention
glm46v < ernie4_5_vl_moe: text_config=@glm4v_text?
glm4_moe < exaone_moe: -layer_types -mlp_layer_types -num_experts -num_shared_experts -sliding_window -sliding_window_pattern attention_bias=b n_routed_experts=i n_shared_experts=i num_mtp_layers=i use_qk_norm=b
glm4_moe_lite < axk1: attention_dropout=fi norm_topk_prob=b pretraining_tp=i q_lora_rank=0i rope_interleave=b
glm4v < ernie4_5_vl_moe: text_config=@glm4v_text
glm4v_moe < ernie4_5_vl_moe: text_config=@glm4v_moe_text
glm4v_moe_text < glm4_moe: -num_mtp_layers -use_qk_norm router_aux_loss_coef=f
glm4v_text < apertus: -attention_bias -bos_token_id -eos_token_id -tie_word_embeddings
glm5_next < ernie4_5_vl_moe: text_config=@glm5_next_text
glm5_next_text < deepseek_v32: -first_k_dense_replace -mlp_bias -rope_parameters hc_eps=f hc_mult=i hidden_size=h indexer_types=0S linear_conv_kernel_dim=i router_aux_loss_coef=f swiglu_limit=f
glm_moe_dsa < deepseek_v32: indexer_types=0S
glm_ocr < ernie4_5_vl_moe: text_config=@glm_ocr_text
glm_ocr_text < glm4v_text: num_key_value_heads=i
glmasr < audioflamingo3: -projector_bias text_config=@llama? tie_word_embeddings=b
glmga < glm46v: 
got_ocr2 < fast_vlm: -multimodal_projector_bias -projector_hidden_act -vision_feature_layer -vision_feature_select_strategy
gpt-sw3 < codegen: -rotary_dim add_cross_attention=b pad_token_id=0i scale_attn_weights=b summary_activation=0s summary_first_dropout=fi summary_proj_to_labels=b summary_type=s summary_use_proj=b
gpt2 < gpt-sw3: 
gpt_bigcode < codegen: -rotary_dim add_cross_attention=b pad_token_id=0i scale_attn_weights=b
gpt_neo < bloom: -hidden_dropout -n_head -n_layer -pretraining_tp activation_function=s classifier_dropout=fi intermediate_size=0i max_position_embeddings=i num_heads=i num_layers=i window_size=i
gpt_neox < apertus: -num_key_value_heads -rms_norm_eps classifier_dropout=fi hidden_dropout=fi hidden_size=h is_decoder=b layer_norm_eps=f
gpt_neox_japanese < gpt_neox: -attention_bias -classifier_dropout -intermediate_size hidden_size=i
gpt_oss < glm4: layer_types=0S num_experts_per_tok=i num_local_experts=i output_router_logits=b router_aux_loss_coef=f sliding_window=0i swiglu_limit=f
gptj < codegen: pad_token_id=0i
granite < apertus: attention_multiplier=fi embedding_multiplier=fi logits_scaling=fi mlp_bias=b residual_multiplier=fi
granite4_vision < got_ocr2: downsample_rate=0s image_grid_pinpoints=0L qformer_config=0d text_config=@granite4_vision_text vision_feature_layer=Ii
granite4_vision_text < granite: 
granite_docling < deepseek_ocr2: pad_token_id=0i text_config=@granite_docling_text use_cache=b
granite_docling_text < granite: 
granite_speech: audio_token_index=i downsample_rate=i encoder_config=0d initializer_range=f text_config=@granite? tie_word_embeddings=b window_size=i
granite_speech_plus < granite_speech: 
granite_swa < granite: layer_types=0S sliding_window=0i
granitemoe < bitnet: attention_multiplier=0fi embedding_multiplier=0fi logits_scaling=0fi num_experts_per_tok=0i num_local_experts=0i output_router_logits=0b residual_multiplier=0fi router_aux_loss_coef=0f
granitemoe_swa < granitemoe: layer_types=0S shared_intermediate_size=i sliding_window=0i
granitemoehybrid < granitemoe_swa: -sliding_window hidden_size=h mamba_chunk_size=0i mamba_conv_bias=0b mamba_d_conv=0i mamba_d_head=0is mamba_d_state=0i mamba_expand=0i mamba_n_groups=0i mamba_n_heads=0i mamba_proj_bias=0b
granitemoeshared < granitemoe: shared_intermediate_size=i
gte < deberta: classifier_dropout=0fi rope_parameters=0d
helium < glm4: mlp_bias=b
hrm_text < cosmos3_edge_text: -num_key_value_heads -pretraining_tp attention_dropout=0fi initializer_range=p
hunyuan_v1_dense < apertus: eod_token_id=0i head_dim=0i pretraining_tp=i
hunyuan_v1_moe < hunyuan_v1_dense: moe_topk=Ii num_experts=i output_router_logits=b sep_token_id=0i
hunyuan_vl < deepseek_ocr2: text_config=@hunyuan_vl_text
hunyuan_vl_text < hunyuan_v1_dense: sep_token_id=0i
hy_v3 < helium: attention_dropout=f mlp_layer_types=0S moe_intermediate_size=i num_experts=0i num_experts_per_tok=0i num_shared_experts=0i output_router_logits=b
hy_v4 < glm5_next_text: -linear_conv_kernel_dim -router_aux_loss_coef attention_dropout=f hidden_size=i rope_parameters=0d
hyperclovax < arcee: attention_multiplier=0f embedding_multiplier=fi logits_scaling=fi residual_multiplier=fi
hyperclovax_vision_v2 < exaone4_5: text_config=@hyperclovax?
ibert < deberta: 
idefics < apertus: -attention_bias -attention_dropout -num_key_value_heads dropout=fi vision_config=0d
idefics2 < deepseek_ocr2: text_config=@mistral? use_cache=b
idefics3 < deepseek_vl: use_cache=b
inkling2: image_token_id=i text_config=@inkling2_text vision_config=0d
inkling2_text < glm_ocr_text: -intermediate_size -rope_parameters attention_dropout=f bos_token_id=0i conv_kernel_size=i eos_token_id=0i final_logit_softcapping=f head_dim=i layer_types=0S moe_intermediate_size=i n_routed_experts=i num_experts_per_tok=i route_scale=f
inkling_mm_model < dots3_note: -tie_word_embeddings -video_token_id audio_bos_token_id=i text_config=@inkling_text
inkling_text < inkling2_text: -final_logit_softcapping -use_cache intermediate_size=i mlp_layer_types=0S n_shared_experts=i num_mtp_layers=0i
instructblip < blip-2: 
instructblipvideo < blip-2: -image_token_index video_token_index=0i
internlm3 < arcee: 
internvl < fast_vlm: -image_token_index -multimodal_projector_bias downsample_ratio=f image_token_id=i
iquestcoder < arcee: 
jais2 < esmc: -classifier_dropout -mask_token_id layer_norm_eps=f use_cache=b
jamba < flex_olmo: -attention_bias -norm_topk_prob -rope_parameters attention_dropout=fi mamba_conv_bias=b mamba_d_conv=i mamba_d_state=i mamba_expand=i mamba_proj_bias=b num_key_value_heads=i use_associative_scan=b use_mamba_kernels=b use_mambapy=b
janus < deepseek_vl: vq_config=0d
jetmoe < glm4: -attention_bias -head_dim -hidden_act -num_attention_heads activation_function=s num_experts_per_tok=i num_local_experts=i output_router_logits=b
jina_embeddings_v3 < gte: use_cache=b
kimi_k25 < cohere_compass: text_config=@deepseek_v3?
kimi_linear < deepseek_v3: -first_k_dense_replace -n_routed_experts -num_mtp_layers -rope_interleave -rope_parameters layer_types=0S linear_conv_kernel_dim=i mlp_layer_types=0S n_group=i norm_topk_prob=b num_local_experts=i
kolibri1 < flint: -attention_bias -decoder_sparse_step -intermediate_size -mlp_only_layers -router_aux_loss_coef sliding_window=0i
kosmos-2: text_config=@kosmos_2_text_model tie_word_embeddings=b vision_config=0d
kosmos-2.5 < kosmos-2: text_config=@kosmos_2_5_text_model
kosmos_2_5_text_model < distilbert: -initializer_range -n_heads -n_layers activation_dropout=fi activation_function=s attention_heads=i ffn_dim=i init_std=f layer_norm_eps=f layerdrop=fi scale_embedding=b use_cache=b
kosmos_2_text_model < kosmos_2_5_text_model: add_cross_attention=b
kyutai_speech_to_text < apertus: -attention_bias -intermediate_size audio_bos_token_id=0i ffn_dim=i head_dim=0i sliding_window=i
laguna < flint: -decoder_sparse_step -mlp_only_layers -norm_topk_prob mlp_layer_types=0S
layoutlm < deberta: use_cache=b
led < blenderbot: -forced_eos_token_id -is_decoder -max_position_embeddings -scale_embedding classifier_dropout=fi
lfm2 < exaone4: -attention_dropout -hidden_act -rms_norm_eps -sliding_window -sliding_window_pattern conv_L_cache=i conv_bias=b norm_eps=f
lfm2_moe < lfm2: moe_intermediate_size=i norm_topk_prob=b num_experts=i num_experts_per_tok=i output_router_logits=b routed_scaling_factor=f
lfm2_vl < cohere2_vision: projector_bias=b projector_hidden_act=s projector_hidden_size=i text_config=@lfm2?
lfm3 < lfm2: attention_bias=b attention_dropout=f head_dim=i sliding_window=0i
lfm3_vl < cosmos3_edge: projector_bias=b projector_hidden_act=s text_config=@lfm3?
lighton_ocr < deepseek_ocr2: spatial_merge_size=i text_config=@qwen3?
llama < aria_text: -moe_num_experts -moe_num_shared_experts -moe_topk
llama4 < got_ocr2: -image_seq_length boi_token_index=i eoi_token_index=i text_config=@llama4_text
llama4_text < gpt_oss: -sliding_window -swiglu_limit no_rope_layers=0I router_jitter_noise=f use_qk_norm=b
llava < fast_vlm: -vision_feature_select_strategy text_config=@llama?
llava_next < llava: image_grid_pinpoints=0L
llava_next_video < llava_next: video_token_index=i
llava_onevision < llava_next_video: -image_seq_length text_config=@qwen2?
longcat_flash < apertus: -intermediate_size -num_hidden_layers head_dim=i kv_lora_rank=i moe_topk=i n_routed_experts=i num_layers=i output_router_logits=b q_lora_rank=i qk_nope_head_dim=i qk_rope_head_dim=i routed_scaling_factor=f v_head_dim=i
longformer < deberta: sep_token_id=0i
longt5 < blt: -encoder_config -initializer_range -max_position_embeddings -patch_size -rope_parameters d_ff=i d_kv=i d_model=i dropout_rate=fi feed_forward_proj=s initializer_factor=f is_decoder=b is_encoder_decoder=b layer_norm_epsilon=f num_decoder_layers=0i num_heads=i num_layers=i relative_attention_max_distance=i relative_attention_num_buckets=i
luke < deberta: classifier_dropout=0fi
m2m_100 < blenderbot-small: -forced_eos_token_id -is_decoder
mamba < falcon_mamba: 
mamba2 < falcon_mamba: -use_associative_scan -use_mambapy chunk_size=i head_dim=i num_heads=i time_step_limit=F
marian < blenderbot: 
mbart < blenderbot-small: classifier_dropout=fi
megatron-bert < bert: -classifier_dropout
mellum < laguna: -shared_expert_intermediate_size norm_topk_prob=b num_mtp_layers=0i sliding_window=0i
mimo_v2_flash < laguna: -num_experts -router_aux_loss_coef -shared_expert_intermediate_size n_group=i n_routed_experts=i norm_topk_prob=b routed_scaling_factor=0f topk_group=i v_head_dim=i
minicpm3 < llama: initializer_range=f kv_lora_rank=i q_lora_rank=0i qk_nope_head_dim=i qk_rope_head_dim=i v_head_dim=0i
minicpm_ocr < kosmos-2: downsample_mode=s image_token_id=0i insert_layer_id=i merge_kernel_size=I merger_times=i text_config=@qwen3_5_text? video_token_id=0i
minicpmv4_6 < minicpm_ocr: image_size=i
minicpmv4_7 < minicpmv4_6: 
minimax < gpt_oss: -attention_bias -swiglu_limit block_size=i head_dim=0i router_jitter_noise=f
minimax_m2 < llama4_text: -attention_bias -layer_types -no_rope_layers -use_qk_norm
minimax_m3_vl < got_ocr2: -image_seq_length projector_hidden_size=i text_config=@minimax_m3_vl_text video_token_index=i
minimax_m3_vl_text < minimax_m2: index_head_dim=i index_n_heads=i layer_types=0S mlp_layer_types=0S rotary_dim=i routed_scaling_factor=f shared_intermediate_size=i swiglu_limit=f
ministral < exaone4: -sliding_window_pattern head_dim=0i
ministral3 < glm4: -attention_bias sliding_window=0i
mistral < ministral: -layer_types
mistral3 < llava: -image_seq_length spatial_merge_size=i text_config=@mistral?
mistral4 < deepseek_v3: -num_mtp_layers
mistral_large4 < mistral3: text_config=@mistral_large4_text
mistral_large4_text < glm_moe_dsa: -mlp_bias -norm_topk_prob -q_lora_rank final_logit_softcapping=f no_rope_layers=0I
mixtral < minimax: -block_size -layer_types
mllama: image_token_index=i text_config=@mllama_text_model vision_config=0d
mllama_text_model < idefics: -vision_config bos_token_id=i num_key_value_heads=i
mobilebert < albert: -bos_token_id -eos_token_id classifier_activation=b classifier_dropout=0fi
modernbert < apertus: -hidden_act -num_key_value_heads -rms_norm_eps -rope_parameters -use_cache classifier_activation=s classifier_bias=b classifier_dropout=fi embedding_dropout=fi hidden_activation=s initializer_cutoff_factor=f layer_types=0S mlp_bias=b norm_eps=f sep_token_id=0i
modernbert-decoder < modernbert: bos_token_id=i pad_token_id=i sep_token_id=i use_cache=b
modernvbert < deepseek_ocr2: classifier_bias=b classifier_dropout=fi initializer_cutoff_factor=f initializer_range=f text_config=@modernbert?
molmo2 < kosmos-2: image_end_token_id=i image_start_token_id=i initializer_range=f text_config=@molmo2_text
molmo2_text < glm4: -bos_token_id -eos_token_id -pad_token_id attention_dropout=f
moshi < kyutai_speech_to_text: -audio_bos_token_id
moss_transcribe_diarize < audioflamingo3: text_config=@qwen3? tie_word_embeddings=b
mpnet < deberta: -type_vocab_size relative_attention_num_buckets=i
mpt < distilbert: -attention_dropout -dropout -max_position_embeddings d_model=i layer_norm_epsilon=f logit_scale=0fs resid_pdrop=fi use_cache=b
mra < deberta: add_cross_attention=b
mt5 < longt5: classifier_dropout=fi decoder_start_token_id=0i
muse_glimmer < exaone4_5: -tie_word_embeddings projector_hidden_act=s projector_hidden_size=i text_config=@muse_glimmer_text
muse_glimmer_text < gemma2: -attn_logit_softcapping -query_pre_attn_scalar -use_bidirectional_attention final_logit_softcapping=f
muse_spark < muse_glimmer: audio_config=0d audio_token_id=i text_config=@muse_spark_text
muse_spark_text < muse_glimmer_text: -hidden_activation hidden_act=s mlp_layer_types=0S moe_intermediate_size=i num_experts_per_tok=i num_local_experts=i output_router_logits=b routed_scaling_factor=f
musicflamingo < audioflamingo3: audio_bos_token_id=i rope_parameters=0d
musicgen: decoder=0d initializer_factor=f
musicgen_melody < musicgen: 
mvp < mbart: -forced_eos_token_id
nanochat < apertus: final_logit_softcapping=0f
nemo_speechlm: audio_config=0d audio_token_id=i text_config=@nemotron_h?
nemotron < apertus: -rms_norm_eps head_dim=0i mlp_bias=b norm_eps=f
nemotron_h < mamba2: -hidden_act -num_heads -num_hidden_layers -state_size -time_step_rank attention_bias=b attention_dropout=fi hidden_dropout=fi intermediate_size=i layers_block_type=0S mamba_proj_bias=b max_position_embeddings=i mlp_bias=b moe_intermediate_size=i n_group=i n_routed_experts=i n_shared_experts=i norm_topk_prob=b num_attention_heads=i num_experts_per_tok=i num_key_value_heads=i num_logits_to_keep=i output_router_logits=b routed_scaling_factor=fi sliding_window=0i topk_group=i use_mamba_kernels=b
nemotron_h_omni < nemo_speechlm: audio_token_id=0i downsample_ratio=f image_token_id=0i projector_hidden_size=i video_token_id=0i vision_config=0d
neomme < cwm: -bos_token_id -eos_token_id -hidden_act -pretraining_tp -rms_norm_eps -rope_parameters -use_cache attention_bias=b image_token_id=0i norm_eps=f patch_size=i residual_multiplier=0f sliding_window=0i
nllb-moe < m2m_100: decoder_sparse_step=i num_experts=i output_router_logits=b router_aux_loss_coef=f
nomic_bert < deberta: -tie_word_embeddings attention_probs_dropout_prob=f classifier_dropout=0f eos_token_id=0i head_dim=0i hidden_dropout_prob=f pad_token_id=i rope_parameters=0d
nystromformer < mra: conv_kernel_size=i
olmo < apertus: -rms_norm_eps
olmo2 < apertus: 
olmo3 < apertus: layer_types=0S sliding_window=0i
olmo_hybrid < bitnet: initializer_range=p layer_types=0S linear_conv_kernel_dim=i linear_key_head_dim=0i linear_num_key_heads=0i linear_num_value_heads=0i linear_value_head_dim=0i
olmoe < flex_olmo: attention_dropout=fi
openai-gpt < gpt-sw3: -activation_function -add_cross_attention -n_inner -scale_attn_weights -use_cache
opt < kosmos_2_5_text_model: -activation_dropout -attention_heads -layer_norm_eps -scale_embedding hidden_size=i num_attention_heads=i num_hidden_layers=i
ovis2 < deepseek_ocr2: hidden_size=i text_config=@qwen2? vocab_size=i
paddleocr_vl < cohere_compass: text_config=@paddleocr_vl_text
paddleocr_vl_text < ernie4_5: 
paligemma < ovis2: -image_token_id image_token_index=i projection_dim=i text_config=@gemma?
pegasus < blenderbot-small: -bos_token_id
pegasus_x < pegasus: -is_decoder block_size=i
perceiver: attention_probs_dropout_prob=fi d_model=i hidden_act=s image_size=Ii initializer_range=f layer_norm_eps=f max_position_embeddings=i vocab_size=i
perception_lm < deepseek_vl: tie_word_embeddings=0b video_token_id=i
persimmon < gpt_neox_japanese: -is_decoder intermediate_size=i qk_layernorm=b
phi < bitnet: -attention_bias -rms_norm_eps embd_pdrop=fi layer_norm_eps=f qk_layernorm=b resid_pdrop=fi
phi3 < apertus: -attention_bias embd_pdrop=fi resid_pdrop=fi sliding_window=0i
phi4_multimodal < phi3: audio_config=0d vision_config=0d
phimoe < mixtral: -head_dim attention_bias=b
pi0: chunk_size=i
pix2struct < blip: -projection_dim is_encoder_decoder=b text_config=@pix2struct_text_model
pix2struct_text_model < longt5: -d_model -feed_forward_proj -is_encoder_decoder -num_decoder_layers add_cross_attention=b decoder_start_token_id=i hidden_size=i
plbart < mbart: -decoder_start_token_id
pp_chart2table < got_ocr2: 
pp_formulanet: is_encoder_decoder=b text_config=@pp_formulanet_text vision_config=0d
pp_formulanet_text < blenderbot-small: -encoder_ffn_dim -encoder_layerdrop -is_decoder
prophetnet < blenderbot-small: -d_model -decoder_attention_heads -decoder_layerdrop -decoder_layers -encoder_attention_heads -encoder_layerdrop -encoder_layers -forced_eos_token_id -scale_embedding add_cross_attention=b eps=f hidden_size=i num_decoder_layers=i
qianfan_ocr < internvl: text_config=@qwen3?
qwen2 < olmo3: -attention_bias max_window_layers=i use_sliding_window=b
qwen2_5_omni: 
qwen2_5_omni_text < qwen2: 
qwen2_5_omni_thinker < aria: -vision_feature_layer audio_config=0d audio_token_index=i text_config=@qwen2_5_omni_text user_token_id=i video_token_index=i
qwen2_5_vl < cohere_compass: text_config=@qwen2_5_vl_text
qwen2_5_vl_text < bitnet: -attention_bias -tie_word_embeddings layer_types=0S max_window_layers=0i sliding_window=0i use_sliding_window=0b
qwen2_audio: audio_config=0d audio_token_index=i text_config=@qwen2?
qwen2_moe < flint: -attention_bias -head_dim max_window_layers=i num_key_value_heads=0i sliding_window=0i use_sliding_window=b
qwen2_vl < cohere_compass: text_config=@qwen2_vl_text
qwen2_vl_text < qwen2_5_vl_text: 
qwen3 < qwen2: attention_bias=b head_dim=i
qwen3_5 < cohere_compass: text_config=@qwen3_5_text
qwen3_5_moe < cohere_compass: text_config=@qwen3_5_moe_text
qwen3_5_moe_text < laguna: -intermediate_size -mlp_layer_types -sliding_window linear_conv_kernel_dim=i linear_key_head_dim=i linear_num_key_heads=i linear_num_value_heads=i linear_value_head_dim=i
qwen3_5_text < glm4: layer_types=0S linear_conv_kernel_dim=i linear_key_head_dim=i linear_num_key_heads=i linear_num_value_heads=i linear_value_head_dim=i
qwen3_asr < fun_asr_nano: eos_token_id=Ii pad_token_id=i
qwen3_moe < flint: -head_dim -layer_types -shared_expert_intermediate_size sliding_window=0i use_sliding_window=b
qwen3_next < qwen3_5_moe_text: decoder_sparse_step=i intermediate_size=i mlp_only_layers=0I norm_topk_prob=b
qwen3_omni_moe: initializer_range=0f user_token_id=i
qwen3_omni_moe_text < qwen3_moe: -tie_word_embeddings -use_sliding_window
qwen3_omni_moe_thinker < dots3_note: initializer_range=f text_config=@qwen3_omni_moe_text user_token_id=i
qwen3_vl < cohere_compass: text_config=@qwen3_vl_text
qwen3_vl_moe < cohere_compass: text_config=@qwen3_vl_moe_text
qwen3_vl_moe_text < qwen3_moe: -norm_topk_prob -sliding_window -use_sliding_window head_dim=0i
qwen3_vl_text < glm4v_text: attention_bias=b head_dim=i
qwen4_exp < cohere_compass: text_config=@qwen4_exp_text
qwen4_exp_text < qwen3_5_moe_text: norm_topk_prob=b
recurrent_gemma < apertus: -hidden_act -initializer_range -max_position_embeddings hidden_activation=s
reformer < bert: -add_cross_attention -attention_probs_dropout_prob -intermediate_size -num_hidden_layers -type_vocab_size
rembert < megatron-bert: 
roberta < bert: 
roberta-prelayernorm < bert: 
roc_bert < bert: -bos_token_id -eos_token_id
roformer < megatron-bert: embedding_size=0i
rwkv < cpmant: -eps -init_std -num_attention_heads bos_token_id=0i eos_token_id=0Ii intermediate_size=0i layer_norm_epsilon=f
seamless_m4t < blenderbot: -d_model -forced_eos_token_id -init_std -is_decoder hidden_size=i initializer_range=f layer_norm_eps=f
seamless_m4t_v2 < seamless_m4t: 
seed_oss < hunyuan_v1_dense: -eod_token_id mlp_bias=b
shieldgemma2 < llama4: initializer_range=f text_config=@gemma3_text?
smollm3 < olmo3: mlp_bias=b no_rope_layers=0I use_sliding_window=b
smolvlm < idefics3: 
solar_open < glm4v_moe_text: -first_k_dense_replace -intermediate_size -router_aux_loss_coef head_dim=i
squeezebert < albert: 
stablelm < persimmon: num_key_value_heads=i
starcoder2 < ministral3: -head_dim -rms_norm_eps embedding_dropout=fi use_bias=b
step3p5 < gpt_oss: -router_aux_loss_coef -swiglu_limit mlp_bias=b mlp_layer_types=0S moe_intermediate_size=i n_routed_experts=i pad_token_id=i query_pre_attn_scalar=0fi
step3p7 < inkling2: projector_bias=b text_config=@step3p5
switch_transformers < longt5: -feed_forward_proj add_cross_attention=b num_experts=i router_aux_loss_coef=f router_jitter_noise=fi
t5 < longt5: -bos_token_id -tie_word_embeddings classifier_dropout=fi
t5gemma: attention_dropout=fi dropout_rate=fi is_encoder_decoder=b tie_word_embeddings=b vocab_size=i
t5gemma2 < t5gemma: -vocab_size eoi_token_index=0i image_token_index=i initializer_range=f
tapas < bert-generation: -use_cache
trocr < blenderbot: -encoder_attention_heads -encoder_ffn_dim -encoder_layerdrop -encoder_layers -forced_eos_token_id -is_encoder_decoder
udop < longt5: -bos_token_id add_cross_attention=b image_size=Ii patch_size=Ii
ultrabert < arcee: classifier_dropout=f layer_types=0S sliding_window=i
ultravbert < modernvbert: -classifier_bias text_config=@ultrabert?
umt5 < t5: decoder_start_token_id=0i
unlimited_ocr < deepseek_ocr2: text_config=@unlimited_ocr_text
unlimited_ocr_text < deepseek_ocr2_text: layer_types=0S sliding_window=0i
vaultgemma < gemma2: -use_bidirectional_attention
vibevoice_asr: audio_bos_token_id=i audio_token_id=i text_config=@qwen2?
video_llama_3 < exaone4_5: text_config=@qwen2?
video_llava < llava: video_token_index=i
vipllava < llava: -multimodal_projector_bias
vision-encoder-decoder: decoder=0d is_encoder_decoder=b
voxtral < glmasr: -tie_word_embeddings audio_token_id=0i
voxtral_realtime < glmasr: -audio_token_id downsample_factor=i text_config=@voxtral_realtime_text? use_cache=b
voxtral_realtime_text < mistral: -tie_word_embeddings
whisper < led: -classifier_dropout scale_embedding=b
xglm < kosmos_2_text_model: -layer_norm_eps d_model=i decoder_start_token_id=i num_layers=i
xlm < flaubert: -layerdrop mask_token_id=0i
xlm-roberta < bert: 
xlm-roberta-xl < bert: 
xlnet < distilbert: -attention_dropout -max_position_embeddings -n_heads -n_layers d_model=i end_n_top=i layer_norm_eps=f n_head=i n_layer=i start_n_top=i summary_activation=s summary_type=s summary_use_proj=b
xlstm < rwkv: -intermediate_size -layer_norm_epsilon chunk_size=i eps=f norm_eps=f num_heads=i pad_token_id=0i use_bias=b
xmod < bert: 
yoso < mra: 
youtu < bitnet: initializer_range=0f kv_lora_rank=i num_key_value_heads=i q_lora_rank=0i qk_nope_head_dim=i qk_rope_head_dim=i rope_interleave=0b v_head_dim=0i
zamba < jamba: -num_experts -num_experts_per_tok -output_router_logits -router_aux_loss_coef -use_mambapy layers_block_type=0S num_logits_to_keep=i time_step_floor=f time_step_max=f time_step_min=f
zamba2 < zamba: -mamba_conv_bias -mamba_proj_bias -use_associative_scan chunk_size=i hidden_size=h intermediate_size=0i num_key_value_heads=0i rope_parameters=0d use_conv_bias=b
zaya < kolibri1: -norm_topk_prob -shared_expert_intermediate_size attention_bias=b
`
