/**
 * What transformers takes for a field that config.json does not have, as JSON, by `model_type`; `?`: it works it out
 * from others. Fields that say nothing of weights are left out. Made by test/integration/donor/config-meaning.test.ts
 * from transformers 5.23. `b < a: -x y=1` has the fields of `a` without x, and y.
 */
export const usualValues = `
EvollaModel: num_attention_heads=32 num_key_value_heads=8 hidden_act="silu" max_position_embeddings=8192 rms_norm_eps=1e-05 attention_bias=false mlp_bias=false aligner_ffn_mult=4 aligner_enable_bias=true aligner_num_add_layers=8 resampler_depth=6 resampler_dim_head=64 resampler_heads=8 resampler_num_latents=64 resampler_ff_mult=4 tie_word_embeddings=false is_decoder=false add_cross_attention=false rope_theta=500000.0
afmoe: moe_intermediate_size=1408 num_dense_layers=1 num_attention_heads=16 num_key_value_heads=? head_dim=128 hidden_act="silu" max_position_embeddings=16384 rms_norm_eps=1e-05 tie_word_embeddings=false num_experts=64 num_experts_per_tok=6 num_shared_experts=2 route_scale=1.0 global_attn_every_n_layers=4 sliding_window=1024 layer_types=? mup_enabled=false attention_bias=false rope_theta=10000.0
aimv2: projection_dim=512 max_logit_scale=100.0
aimv2_text_model: num_attention_heads=6 max_position_embeddings=77 hidden_act="silu" rms_norm_eps=1e-05 qkv_bias=false mlp_bias=false
aimv2_vision_model < aimv2_text_model: -max_position_embeddings num_attention_heads=8 num_channels=3 image_size=224 patch_size=14 use_head=true is_native=false
albert: embedding_size=128 num_hidden_groups=1 num_attention_heads=64 inner_group_num=1 hidden_act="gelu_new" max_position_embeddings=512 type_vocab_size=2 layer_norm_eps=1e-12 tie_word_embeddings=true
align: projection_dim=640
align_text_model: num_attention_heads=12 hidden_act="gelu" max_position_embeddings=512 type_vocab_size=2 layer_norm_eps=1e-12
align_vision_model: num_channels=3 image_size=600 width_coefficient=2.0 depth_coefficient=3.1 depth_divisor=8 kernel_sizes=[3,3,5,3,5,5,3] in_channels=[32,16,24,40,80,112,192] out_channels=[16,24,40,80,112,192,320] depthwise_padding=[] strides=[1,2,2,2,1,2,1] num_block_repeats=[1,2,2,3,3,4,1] expand_ratios=[1,6,6,6,6,6,6] squeeze_expansion_ratio=0.25 hidden_act="swish" hidden_dim=2560 pooling_type="mean" batch_norm_eps=0.001 batch_norm_momentum=0.99
altclip: projection_dim=768
altclip_text_model < align_text_model: num_attention_heads=16 max_position_embeddings=514 layer_norm_eps=1e-05 type_vocab_size=1 project_dim=768
altclip_vision_model: projection_dim=512 num_attention_heads=12 num_channels=3 image_size=224 patch_size=32 hidden_act="quick_gelu" layer_norm_eps=1e-05
apertus: num_attention_heads=32 num_key_value_heads=? hidden_act="xielu" max_position_embeddings=65536 rms_norm_eps=1e-05 tie_word_embeddings=false attention_bias=false rope_theta=12000000.0
arcee < apertus: hidden_act="relu2" max_position_embeddings=4096 mlp_bias=false head_dim=? rope_theta=10000.0
aria: vision_feature_layer=-1 image_token_index=9 tie_word_embeddings=false
aria_text < arcee: hidden_act="silu" max_position_embeddings=2048 rms_norm_eps=1e-06 moe_num_experts=8 moe_topk=2 moe_num_shared_experts=2
audio-spectrogram-transformer < align_text_model: -max_position_embeddings -type_vocab_size patch_size=16 qkv_bias=true frequency_stride=10 time_stride=10 num_mel_bins=128
audioflamingo3: audio_token_id=151669 projector_hidden_act="gelu" projector_bias=true
audioflamingo3_encoder: num_mel_bins=128 num_attention_heads=20 activation_function="gelu" scale_embedding=false max_source_positions=1500
autoformer: prediction_length=null context_length=null distribution_output="student_t" input_size=1 lags_sequence=[1,2,3,4,5,6,7] scaling=true num_time_features=0 num_dynamic_real_features=0 num_static_categorical_features=0 num_static_real_features=0 cardinality=? embedding_dimension=? encoder_attention_heads=2 decoder_attention_heads=2 encoder_layers=2 decoder_layers=2 encoder_ffn_dim=32 decoder_ffn_dim=32 activation_function="gelu" num_parallel_samples=100 label_length=10 moving_average=25 autocorrelation_factor=3
axk1 < apertus: moe_intermediate_size=2048 num_attention_heads=64 num_key_value_heads=64 n_shared_experts=1 n_routed_experts=192 routed_scaling_factor=2.5 kv_lora_rank=512 q_lora_rank=1536 qk_rope_head_dim=64 v_head_dim=128 qk_nope_head_dim=128 n_group=8 topk_group=4 num_experts_per_tok=8 norm_topk_prob=true hidden_act="silu" max_position_embeddings=32768 rms_norm_eps=1e-06 rope_interleave=true mlp_layer_types=? rope_theta=10000.0
axk2 < axk1: -rope_interleave moe_intermediate_size=512 num_attention_heads=32 num_key_value_heads=32 n_routed_experts=128 kv_lora_rank=128 q_lora_rank=384 qk_rope_head_dim=32 v_head_dim=64 qk_nope_head_dim=64 n_group=null topk_group=null max_position_embeddings=131072 index_topk=2048 index_head_dim=128 index_n_heads=16 head_dim=? layer_types=? gated_norm_rank=16
aya_vision < aria: vision_feature_select_strategy="full" downsample_factor=2 adapter_layer_norm_eps=1e-06 image_token_index=255036 tie_word_embeddings=true
bailing_hybrid < axk1: -n_routed_experts -q_lora_rank -rope_interleave moe_intermediate_size=768 num_attention_heads=32 num_key_value_heads=32 n_shared_experts=null n_group=null num_experts_per_tok=null first_k_dense_replace=2 norm_topk_prob=null max_position_embeddings=null num_mtp_layers=null num_local_experts=null rope_theta=6000000.0 head_dim=? short_conv_kernel_size=4 layer_group_size=6 kda_safe_gate=true kda_lower_bound=-5.0 layer_types=?
bamba < arcee: -head_dim num_key_value_heads=8 hidden_act="silu" num_logits_to_keep=1 max_position_embeddings=262144 attn_layer_indices=null mamba_n_heads=128 mamba_d_head=? mamba_n_groups=1 mamba_d_state=256 mamba_d_conv=4 mamba_expand=2 mamba_chunk_size=256 mamba_conv_bias=true mamba_proj_bias=false time_step_limit=?
bark: 
bart: max_position_embeddings=1024 encoder_layers=12 encoder_ffn_dim=4096 encoder_attention_heads=16 decoder_layers=12 decoder_ffn_dim=4096 decoder_attention_heads=16 activation_function="gelu" scale_embedding=false decoder_start_token_id=2 is_decoder=false tie_word_embeddings=true
beam < apertus: -rope_theta num_attention_heads=48 num_key_value_heads=8 hidden_act="silu" max_position_embeddings=8192 rms_norm_eps=1e-06 sliding_window=512 moe_intermediate_size=2560 num_experts_per_tok=8 num_experts=256 norm_topk_prob=true head_dim=128 layer_types=? mlp_layer_types=? n_group=8 topk_group=4 routed_scaling_factor=2.5 final_logit_softcapping=30.0
beit < altclip_vision_model: -projection_dim hidden_act="gelu" layer_norm_eps=1e-12 patch_size=16 use_mask_token=false use_absolute_position_embeddings=false use_relative_position_bias=false use_shared_relative_position_bias=false use_mean_pooling=true pool_scales=[1,2,3,6] use_auxiliary_head=true auxiliary_channels=256 auxiliary_num_convs=1 auxiliary_concat_input=false _out_features=? _out_indices=? add_fpn=false reshape_hidden_states=true
bert < align_text_model: is_decoder=false add_cross_attention=false tie_word_embeddings=true
bert-generation < bert: -type_vocab_size num_attention_heads=16
big_bird < bert: hidden_act="gelu_new" max_position_embeddings=4096 attention_type="block_sparse" use_bias=true rescale_embeddings=false block_size=64 num_random_blocks=3
bigbird_pegasus < bart: max_position_embeddings=4096 encoder_layers=16 decoder_layers=16 activation_function="gelu_new" scale_embedding=true attention_type="block_sparse" block_size=64 num_random_blocks=3 use_bias=false
biogpt < bert-generation: -is_decoder -add_cross_attention max_position_embeddings=1024 scale_embedding=true
bit: num_channels=3 embedding_size=64 hidden_sizes=[256,512,1024,2048] depths=[3,4,6,3] layer_type="preactivation" hidden_act="relu" global_padding=null num_groups=32 embedding_dynamic_padding=false output_stride=32 width_factor=1 _out_features=null _out_indices=null
bitnet < apertus: num_attention_heads=20 num_key_value_heads=5 hidden_act="relu2" max_position_embeddings=2048 rope_theta=500000.0
blenderbot < bart: max_position_embeddings=128 encoder_layers=2 encoder_ffn_dim=10240 encoder_attention_heads=32 decoder_layers=24 decoder_ffn_dim=10240 decoder_attention_heads=32 decoder_start_token_id=1
blenderbot-small < bart: max_position_embeddings=512 encoder_layers=8 encoder_ffn_dim=2048 decoder_layers=8 decoder_ffn_dim=2048 decoder_start_token_id=1
blip: projection_dim=512 image_text_hidden_size=256 tie_word_embeddings=true
blip-2: num_query_tokens=32 image_text_hidden_size=256 image_token_index=null
blip_2_qformer < align_text_model: -type_vocab_size cross_attention_frequency=2 encoder_hidden_size=1408 use_qformer_text_input=false
blip_2_vision_model: num_attention_heads=16 image_size=224 patch_size=14 hidden_act="gelu" layer_norm_eps=1e-06 qkv_bias=true
blip_text_model < bert-generation: -add_cross_attention encoder_hidden_size=768 projection_dim=768 num_attention_heads=8 is_decoder=true
blip_vision_model < altclip_vision_model: -num_channels image_size=384 patch_size=16 hidden_act="gelu"
bloom: n_head=8 layer_norm_epsilon=1e-05 apply_residual_connection_post_layernorm=false slow_but_exact=false tie_word_embeddings=true
blt: max_position_embeddings=4096 patch_in_forward=true patch_size=4 patching_mode="entropy" patching_threshold=1.335442066192627 patching_batch_size=1 max_patch_length=null local_attention_window_len=512 cross_attn_k=2 encoder_hash_byte_group_size=? encoder_hash_byte_group_vocab=500002 encoder_hash_byte_group_nb_functions=1 tie_word_embeddings=false rope_theta=500000.0
blt_global_transformer < apertus: -attention_bias num_attention_heads=16 max_position_embeddings=4096 hidden_act="silu" rope_theta=500000.0
blt_local_decoder < blt_global_transformer: cross_attn_all_layers=true cross_attn_k=2 hidden_size_global=2048 max_position_embeddings=24576
blt_local_encoder < blt_local_decoder: -tie_word_embeddings cross_attn_all_layers=false sliding_window=null
blt_patcher < blt_global_transformer: -hidden_act num_attention_heads=12 max_position_embeddings=8192 sliding_window=512 rope_theta=10000.0
bridgetower: share_cross_modal_transformer_layers=true hidden_act="gelu" layer_norm_eps=1e-05 share_link_tower_layers=false link_tower_type="add" num_attention_heads=12 tie_word_embeddings=false init_layernorm_from_vision_encoder=false
bridgetower_text_model < altclip_text_model: -project_dim num_attention_heads=12 is_decoder=false add_cross_attention=false
bridgetower_vision_model: num_channels=3 patch_size=16 image_size=288 layer_norm_eps=1e-05 stop_gradient=false share_layernorm=true remove_last_layer=false
bros < bert: -tie_word_embeddings dim_bbox=8 bbox_scale=100.0 n_relations=1
camembert < bert: 
canary: tie_word_embeddings=true decoder_start_token_id=7
canary_decoder: num_attention_heads=8 num_key_value_heads=8 hidden_act="relu" max_position_embeddings=1024 attention_bias=true head_dim=128
canine < align_text_model: max_position_embeddings=16384 type_vocab_size=16 downsampling_rate=4 upsampling_kernel_size=4 num_hash_functions=8 num_hash_buckets=16384 local_transformer_stride=128
chameleon < arcee: -head_dim num_key_value_heads=32 hidden_act="silu" model_parallel_size=1 swin_norm=false vocabulary_map=null
chameleon_vqgan: embed_dim=256 num_embeddings=8192 double_latent=false latent_channels=256 resolution=512 in_channels=3 base_channels=128 channel_multiplier=[1,1,2,2,4] num_res_blocks=2 attn_resolutions=null attn_type="vanilla"
chinese_clip: projection_dim=512
chinese_clip_text_model < align_text_model: 
chinese_clip_vision_model < altclip_vision_model: 
chmv2: patch_size=16 reassemble_factors=? post_process_channels=? fusion_hidden_size=256 head_hidden_size=128 number_output_channels=256 readout_type="project" min_depth=0.001 max_depth=96.0 bins_strategy="chmv2_mixlog" norm_strategy="chmv2_mixlog"
clap < chinese_clip: projection_hidden_act="relu"
clap_audio_model < blip_vision_model: -image_size window_size=8 num_mel_bins=64 spec_size=256 patch_size=4 patch_stride=[4,4] num_classes=527 depths=[2,2,6,2] num_attention_heads=[4,8,16,32] enable_fusion=false fusion_type=null patch_embed_input_channels=1 flatten_patch_embeds=true patch_embeds_hidden_size=96 enable_patch_layer_norm=true qkv_bias=true mlp_ratio=4.0 aff_block_r=4 projection_hidden_act="relu"
clap_text_model < align_text_model: max_position_embeddings=514 type_vocab_size=1 projection_dim=512 projection_hidden_act="relu"
clip < chinese_clip: 
clip_text_model < chinese_clip: num_attention_heads=8 max_position_embeddings=77 hidden_act="quick_gelu" layer_norm_eps=1e-05
clip_vision_model < altclip_vision_model: 
clipseg < chinese_clip: extract_layers=[3,6,9] reduce_dim=64 decoder_num_attention_heads=4 decoder_hidden_act="quick_gelu" decoder_intermediate_size=2048 conditional_layer=0 use_complex_transposed_convolution=false
clipseg_text_model < clip_text_model: -projection_dim
clipseg_vision_model < altclip_vision_model: -projection_dim
clvp < altclip: 
clvp_decoder: max_position_embeddings=608 max_text_tokens=404 num_attention_heads=16 num_mel_attn_blocks=6 activation_function="gelu_new" layer_norm_epsilon=1e-05 summary_type="cls_index" summary_use_proj=true summary_activation=null summary_proj_to_labels=true feature_size=80 use_attention_bias=true decoder_fixing_codes=[83,45,45,248] add_cross_attention=false
clvp_encoder < altclip: num_attention_heads=12 hidden_act="gelu" layer_norm_eps=1e-05 use_rotary_embedding=true use_attention_bias=false summary_type="mean"
codegen: n_positions=2048 n_ctx=2048 n_head=16 rotary_dim=64 activation_function="gelu_new" layer_norm_epsilon=1e-05 tie_word_embeddings=false
cohere < blt_global_transformer: -rms_norm_eps logit_scale=0.0625 num_attention_heads=64 max_position_embeddings=8192 layer_norm_eps=1e-05 tie_word_embeddings=true attention_bias=false use_qk_norm=false
cohere2 < cohere: -use_qk_norm sliding_window=4096 layer_types=? rope_theta=10000.0
cohere2_moe < cohere2: head_dim=128 rope_scaling=null num_experts_per_tok=2 num_experts=8 num_shared_experts=0 shared_expert_combination_strategy="average" expert_selection_fn="softmax" mlp_layer_types=? prefix_dense_sliding_window_pattern=1 norm_topk_prob=true prefix_dense_intermediate_size=null rms_norm_eps=null sliding_window_pattern=4
cohere2_vision: downsample_factor=2 image_token_id=255036 alignment_intermediate_size=36864 tie_word_embeddings=true
cohere_asr < canary_decoder: num_key_value_heads=? decoder_start_token_id=null tie_word_embeddings=false head_dim=?
cohere_compass: image_token_id=255031 video_token_id=255032 vision_start_token_id=255028 vision_end_token_id=255029 tie_word_embeddings=false
cohere_compass_text < cohere2: -rope_theta logit_scale=null pooling=null
cohere_compass_vision: depth=27 hidden_act="gelu_pytorch_tanh" num_heads=16 in_channels=3 patch_size=16 spatial_merge_size=2 temporal_patch_size=2 out_hidden_size=3584 num_position_embeddings=2304 deepstack_visual_indexes=[8,16,24] rope_theta=10000.0
colmodernvbert: embedding_dim=128
colpali < colmodernvbert: 
colqwen2 < colmodernvbert: 
conditional_detr: num_channels=3 num_queries=300 encoder_layers=6 encoder_ffn_dim=2048 encoder_attention_heads=8 decoder_layers=6 decoder_ffn_dim=2048 decoder_attention_heads=8 activation_function="relu" position_embedding_type="sine" dilation=false focal_alpha=0.25
convbert < bert: embedding_size=768 head_ratio=2 conv_kernel_size=9 num_groups=1
convnext < clipseg_vision_model: -num_attention_heads patch_size=4 num_stages=4 hidden_sizes=[96,192,384,768] depths=[3,3,9,3] hidden_act="gelu" layer_norm_eps=1e-12 _out_features=null _out_indices=null
convnextv2 < convnext: 
cosmos3_edge < cohere_compass: projector_hidden_size=11520 image_token_id=19 video_token_id=18 vision_start_token_id=20 vision_end_token_id=21
cosmos3_edge_text < arcee: num_attention_heads=16 num_key_value_heads=8 max_position_embeddings=131072 head_dim=128 rope_theta=100000000.0
cosmos3_edge_vision: num_attention_heads=16 num_channels=3 patch_size=16 hidden_act="gelu_pytorch_tanh" layer_norm_eps=1e-06 num_patches=256 spatial_merge_size=2
cosmos3_omni < cohere_compass: image_token_id=151655 video_token_id=151656 vision_start_token_id=151652 vision_end_token_id=151653
cpmant: num_attention_heads=32 dim_head=128 dim_ff=10240 position_bias_num_buckets=512 position_bias_max_distance=2048 eps=1e-06 prompt_types=32 prompt_length=32 segment_types=32 tie_word_embeddings=true
csm < arcee: -tie_word_embeddings num_codebooks=32 text_vocab_size=128256 num_key_value_heads=8 hidden_act="silu" max_position_embeddings=2048 codebook_pad_token_id=2050 codebook_eos_token_id=0 audio_token_id=128002 audio_eos_token_id=128003 tie_codebooks_embeddings=true rope_theta=500000.0
csm_depth_decoder_model < arcee: -tie_word_embeddings num_codebooks=32 backbone_hidden_size=2048 num_attention_heads=8 num_key_value_heads=2 hidden_act="silu" max_position_embeddings=33 rope_theta=500000.0
ctrl: n_positions=256 dff=8192 n_head=16 layer_norm_epsilon=1e-06 tie_word_embeddings=true
cvt: num_channels=3 patch_sizes=[7,3,3] patch_stride=[4,2,2] patch_padding=[2,1,1] embed_dim=[64,192,384] num_heads=[1,3,6] depth=[1,2,10] mlp_ratio=[4.0,4.0,4.0] qkv_bias=[true,true,true] cls_token=[false,false,true] qkv_projection_method=["dw_bn","dw_bn","dw_bn"] kernel_qkv=[3,3,3] padding_kv=[1,1,1] stride_kv=[2,2,2] padding_q=[1,1,1] stride_q=[1,1,1] layer_norm_eps=1e-12
cwm < cosmos3_edge_text: -attention_bias num_attention_heads=48 hidden_act="silu" sliding_window=8192 layer_types=? rope_theta=1000000.0
d_fine: initializer_bias_prior_prob=null layer_norm_eps=1e-05 batch_norm_eps=1e-05 freeze_backbone_batch_norms=true encoder_hidden_dim=256 encoder_in_channels=[512,1024,2048] feat_strides=[8,16,32] encoder_layers=1 encoder_ffn_dim=1024 encoder_attention_heads=8 encode_proj_layers=[2] positional_encoding_temperature=10000 encoder_activation_function="gelu" activation_function="silu" eval_size=null normalize_before=false hidden_expansion=1.0 num_queries=300 decoder_in_channels=[256,256,256] decoder_ffn_dim=1024 num_feature_levels=3 decoder_n_points=4 decoder_layers=6 decoder_attention_heads=8 decoder_activation_function="relu" num_denoising=100 label_noise_ratio=0.5 box_noise_scale=1.0 learn_initial_query=false anchor_image_size=null with_box_refine=true eval_idx=-1 layer_scale=1.0 max_num_bins=32 reg_scale=4.0 depth_mult=1.0 top_prob_values=4 lqe_hidden_dim=64 lqe_layers=2 decoder_offset_scale=0.5 decoder_method="default" up=0.5 tie_word_embeddings=true
dab-detr < conditional_detr: -num_channels -position_embedding_type activation_function="prelu" temperature_height=20 temperature_width=20 query_dim=4 random_refpoints_xy=false keep_query_pos=false num_patterns=0 normalize_before=false sine_position_embedding_scale=null initializer_bias_prior_prob=null tie_word_embeddings=true
dac: encoder_hidden_size=64 downsampling_ratios=[2,4,8,8] decoder_hidden_size=1536 n_codebooks=9 codebook_size=1024 codebook_dim=8 sampling_rate=16000
data2vec-audio: num_attention_heads=12 hidden_act="gelu" layer_norm_eps=1e-05 feat_extract_activation="gelu" conv_dim=[512,512,512,512,512,512,512] conv_stride=[5,2,2,2,2,2,2] conv_kernel=[10,3,3,3,3,2,2] conv_bias=false num_conv_pos_embedding_groups=16 conv_pos_kernel_size=19 num_conv_pos_embeddings=5 use_weighted_layer_sum=false classifier_proj_size=256 tdnn_dim=[512,512,512,512,1500] tdnn_kernel=[5,3,3,1,1] tdnn_dilation=[1,2,3,1,1] xvector_output_dim=512 add_adapter=false adapter_kernel_size=3 adapter_stride=2 num_adapter_layers=3 output_hidden_size=?
data2vec-text < bert: 
data2vec-vision < beit: -_out_features -_out_indices -add_fpn -reshape_hidden_states out_indices=[3,5,7,11]
dbrx: n_heads=16 max_seq_len=2048 tie_word_embeddings=false rope_theta=10000.0
deberta < align_text_model: type_vocab_size=0 layer_norm_eps=1e-07 relative_attention=false max_relative_positions=-1 position_biased_input=true pos_att_type=null pooler_hidden_act="gelu" legacy=true tie_word_embeddings=true
deberta-v2 < deberta: num_attention_heads=24
decision_transformer: state_dim=17 act_dim=4 max_ep_len=4096 action_tanh=true n_positions=1024 n_head=1 activation_function="relu" layer_norm_epsilon=1e-05 scale_attn_weights=true scale_attn_by_inverse_layer_idx=false reorder_and_upcast_attn=false add_cross_attention=false
deepseek_ocr2: image_token_id=128815 tie_word_embeddings=false
deepseek_ocr2_encoder < blt_global_transformer: num_attention_heads=32 num_key_value_heads=32 max_position_embeddings=32768 rms_norm_eps=1e-06 use_sliding_window=false sliding_window=? max_window_layers=28 layer_types=? rope_theta=10000.0
deepseek_ocr2_sam_vision_model < blip_2_vision_model: output_channels=256 num_attention_heads=12 num_channels=3 image_size=1024 patch_size=16 mlp_ratio=4.0 use_abs_pos=true use_rel_pos=true window_size=14 global_attn_indexes=[2,5,8,11] mlp_dim=? downsample_channels=?
deepseek_ocr2_text < arcee: hidden_act="silu" max_position_embeddings=2048 rms_norm_eps=1e-06 n_group=null n_routed_experts=64 n_shared_experts=2 routed_scaling_factor=1.0 topk_group=null topk_method="greedy" num_experts_per_tok=null moe_intermediate_size=1407 mlp_layer_types=null
deepseek_ocr2_vision: 
deepseek_v2 < deepseek_ocr2_text: -mlp_layer_types first_k_dense_replace=0 kv_lora_rank=512 q_lora_rank=1536 qk_nope_head_dim=128 qk_rope_head_dim=64 norm_topk_prob=false v_head_dim=128
deepseek_v3 < axk1: -mlp_layer_types num_attention_heads=128 num_key_value_heads=128 n_routed_experts=256 first_k_dense_replace=3 max_position_embeddings=4096 num_mtp_layers=null
deepseek_v32 < deepseek_v3: -rope_interleave -num_mtp_layers max_position_embeddings=163840 mlp_layer_types=? index_topk=2048 index_head_dim=128 index_n_heads=64 mlp_bias=false head_dim=? layer_types=?
deepseek_v4 < deepseek_v32: -kv_lora_rank -qk_rope_head_dim -v_head_dim -qk_nope_head_dim -n_group -topk_group -first_k_dense_replace num_attention_heads=64 num_key_value_heads=1 head_dim=512 q_lora_rank=1024 num_experts_per_tok=6 scoring_func="sqrtsoftplus" routed_scaling_factor=1.5 max_position_embeddings=1048576 compress_rope_theta=160000.0 hc_mult=4 hc_sinkhorn_iters=20 hc_eps=1e-06 swiglu_limit=10.0 sliding_window=128 o_groups=8 o_lora_rank=1024 index_topk=512 num_nextn_predict_layers=1 partial_rotary_factor=?
deepseek_vl: image_token_id=100015 tie_word_embeddings=true
deepseek_vl_hybrid < deepseek_vl: 
deformable_detr < conditional_detr: max_position_embeddings=1024 encoder_ffn_dim=1024 decoder_ffn_dim=1024 return_intermediate=true num_feature_levels=4 encoder_n_points=4 decoder_n_points=4 two_stage=false two_stage_num_proposals=300 with_box_refine=false tie_word_embeddings=true
deimv2 < d_fine: use_dense_one_to_one=true mal_alpha=null encoder_fuse_op="sum" spatial_tuning_adapter_inplanes=16 encoder_type="hybrid" use_gateway=true share_bbox_head=false encoder_has_trailing_conv=true
deit < blip_2_vision_model: num_attention_heads=12 layer_norm_eps=1e-12 patch_size=16 num_channels=3 encoder_stride=16 pooler_output_size=? pooler_act="tanh"
depth_anything: patch_size=14 reassemble_hidden_size=384 reassemble_factors=[4,2,1,0.5] neck_hidden_sizes=[48,96,192,384] fusion_hidden_size=64 head_in_index=-1 head_hidden_size=32 depth_estimation_type="relative" max_depth=1
depth_pro: fusion_hidden_size=256 patch_size=384 intermediate_hook_ids=[11,5] intermediate_feature_dims=[256,256] scaled_images_ratios=[0.25,0.5,1] scaled_images_overlap_ratios=[0.0,0.5,0.25] scaled_images_feature_dims=[1024,1024,512] merge_padding_value=3 use_batch_norm_in_fusion_residual=false use_bias_in_fusion_residual=true use_fov_model=false num_fov_head_layers=2
detr < conditional_detr: -focal_alpha num_queries=100
dia: norm_eps=1e-05 delay_pattern=?
dia_decoder: max_position_embeddings=3072 num_attention_heads=16 num_key_value_heads=4 head_dim=128 cross_num_attention_heads=16 cross_head_dim=128 cross_num_key_value_heads=16 cross_hidden_size=1024 norm_eps=1e-05 hidden_act="silu" num_channels=9 rope_theta=10000.0
dia_encoder < canary_decoder: -attention_bias num_attention_heads=16 num_key_value_heads=16 norm_eps=1e-05 hidden_act="silu" rope_theta=10000.0
diffllama < arcee: -mlp_bias hidden_act="silu" max_position_embeddings=2048 lambda_std_dev=0.1
diffusion_gemma < deepseek_vl: boi_token_id=255999 eoi_token_id=258882 image_token_id=258880 canvas_length=256
diffusion_gemma_text: num_attention_heads=8 num_key_value_heads=4 head_dim=256 hidden_activation="gelu_pytorch_tanh" max_position_embeddings=131072 rms_norm_eps=1e-06 tie_word_embeddings=true attention_bias=false sliding_window=512 layer_types=? use_bidirectional_attention=null num_experts=null top_k_experts=null moe_intermediate_size=null
dinat < convnext: -num_stages -hidden_sizes -image_size embed_dim=64 depths=[3,4,6,5] num_heads=[2,4,8,16] kernel_size=7 dilations=? mlp_ratio=3.0 qkv_bias=true layer_norm_eps=1e-05
dinov2 < blip_2_vision_model: num_attention_heads=12 mlp_ratio=4 num_channels=3 layerscale_value=1.0 use_swiglu_ffn=false _out_features=? _out_indices=? apply_layernorm=true reshape_hidden_states=true use_mask_token=true
dinov2_with_registers < dinov2: -use_mask_token patch_size=16 num_register_tokens=4
dinov3_convnext < convnext: -patch_size -num_stages hidden_sizes=? depths=? layer_norm_eps=1e-06
dinov3_vit < dinov2_with_registers: -mlp_ratio -qkv_bias -use_swiglu_ffn num_attention_heads=6 layer_norm_eps=1e-05 rope_theta=100.0 query_bias=true key_bias=false value_bias=true proj_bias=true mlp_bias=true use_gated_mlp=false num_register_tokens=0 pos_embed_shift=null pos_embed_rescale=2.0
distilbert: max_position_embeddings=512 sinusoidal_pos_embds=false n_heads=12 dim=768 hidden_dim=3072 activation="gelu" tie_word_embeddings=true
doge < arcee: -head_dim hidden_act="silu" rms_norm_eps=1e-06 max_position_embeddings=2048 num_attention_heads=8 sliding_window=null keep_window_size=2048 is_moe=false num_experts=16384 num_experts_per_tok=64 norm_topk_prob=false
donut-swin < blip_2_vision_model: -num_attention_heads patch_size=4 num_channels=3 embed_dim=96 depths=[2,2,6,2] num_heads=[3,6,12,24] window_size=7 mlp_ratio=4.0 use_absolute_embeddings=false layer_norm_eps=1e-05
dots1 < deepseek_ocr2_encoder: -use_sliding_window moe_intermediate_size=1408 n_shared_experts=null n_routed_experts=null n_group=1 topk_group=1 num_experts_per_tok=null first_k_dense_replace=0 norm_topk_prob=false max_position_embeddings=2048 attention_bias=false routed_scaling_factor=1.0 sliding_window=4096 max_window_layers=62
dots3_note < deepseek_ocr2: image_token_id=151660 video_token_id=151680 audio_token_id=151720
dots3_note_audio_encoder < canary_decoder: num_attention_heads=20 num_key_value_heads=? hidden_act="silu" max_position_embeddings=6000 sampling_rate=16000 feature_size=128 hop_length=160 downsample_hidden_size=480 head_dim=? adapter_input_size=1280 adapter_out_dim=5120 rope_theta=10000.0
dots3_note_text < deepseek_v32: -first_k_dense_replace -rope_theta moe_intermediate_size=1536 routed_scaling_factor=1.0 q_lora_rank=1024 n_group=1 topk_group=1 max_position_embeddings=524288 rms_norm_eps=1e-05 head_dim=256 sliding_window=? shared_experts_intermediate_size=1536
dots3_note_vision_encoder < aimv2_text_model: -max_position_embeddings -qkv_bias num_attention_heads=24 num_channels=3 patch_size=14 moe_intermediate_size=2112 spatial_merge_size=2 attention_bias=false mlp_layer_types=? num_local_experts=64 num_experts_per_tok=? router_scaling_factor=? adapter_in_dim=1536 adapter_out_dim=5120 adapter_merge_size=2 rope_theta=10000.0
dpr < bert: -tie_word_embeddings projection_dim=0
dpt < deit: -encoder_stride image_size=384 is_hybrid=false backbone_out_indices=[2,5,8,11] readout_type="project" reassemble_factors=[4,2,1,0.5] neck_hidden_sizes=[96,192,384,768] fusion_hidden_size=256 head_in_index=-1 use_batch_norm_in_fusion_residual=false use_bias_in_fusion_residual=null add_projection=false use_auxiliary_head=true backbone_featmap_shape=? neck_ignore_stages=? backbone_config=?
edgetam: 
edgetam_mask_decoder: hidden_act="gelu" mlp_dim=2048 num_attention_heads=8 attention_downsample_rate=2 num_multimask_outputs=3 iou_head_depth=3 iou_head_hidden_dim=256 dynamic_multimask_via_stability=true dynamic_multimask_stability_delta=0.05 dynamic_multimask_stability_thresh=0.98
edgetam_prompt_encoder: image_size=1024 patch_size=16 mask_input_channels=16 num_point_embeddings=4 hidden_act="gelu" layer_norm_eps=1e-06 scale=1
edgetam_video: num_maskmem=7 image_size=1024 sigmoid_scale_for_mem_enc=20.0 sigmoid_bias_for_mem_enc=-10.0 enable_occlusion_spatial_embedding=true multimask_output_in_sam=true multimask_min_pt_num=0 multimask_max_pt_num=1 multimask_output_for_tracking=true max_object_pointers_in_encoder=16 max_cond_frame_num=-1 enable_temporal_pos_encoding_for_object_pointers=true memory_attention_hidden_size=256 memory_attention_num_layers=2 memory_attention_num_attention_heads=1 memory_attention_downsample_rate=1 memory_attention_mlp_hidden_size=2048 memory_attention_mlp_hidden_act="relu" memory_attention_rope_feat_sizes=? memory_attention_rope_k_sizes=? perceiver_resampler_num_latents=256 perceiver_resampler_num_latents_2d=256 perceiver_resampler_hidden_size=64 perceiver_resampler_mlp_intermediate_size=256 perceiver_resampler_num_attention_heads=1 perceiver_resampler_attention_head_dim=64 perceiver_resampler_num_layers=2 memory_encoder_hidden_size=256 memory_encoder_output_channels=64 mask_downsampler_embed_dim=256 memory_fuser_intermediate_dim=1024 mask_downsampler_kernel_size=3 mask_downsampler_stride=2 mask_downsampler_padding=1 mask_downsampler_total_stride=16 mask_downsampler_hidden_act="gelu" memory_fuser_num_layers=2 memory_fuser_embed_dim=256 memory_fuser_kernel_size=7 memory_fuser_padding=3 memory_fuser_hidden_act="gelu" rope_theta=10000.0
edgetam_video_mask_decoder < edgetam_mask_decoder: 
edgetam_video_prompt_encoder < edgetam_prompt_encoder: 
edgetam_vision_model: backbone_channel_list=? backbone_feature_sizes=? fpn_hidden_size=256 fpn_kernel_size=1 fpn_stride=1 fpn_padding=0 fpn_top_down_levels=? num_feature_levels=3 hidden_act="gelu" layer_norm_eps=1e-06
efficientloftr: stage_num_blocks=? out_features=? stage_stride=? activation_function="relu" q_aggregation_kernel_size=4 kv_aggregation_kernel_size=4 q_aggregation_stride=4 kv_aggregation_stride=4 num_attention_layers=4 num_attention_heads=8 attention_bias=false mlp_activation_function="leaky_relu" coarse_matching_skip_softmax=false coarse_matching_threshold=0.2 coarse_matching_temperature=0.1 coarse_matching_border_removal=2 fine_kernel_size=8 batch_norm_eps=1e-05 fine_matching_slice_dim=8 fine_matching_regress_temperature=10.0 rope_theta=10000.0
efficientnet < align_vision_model: 
electra < bert: embedding_size=128 num_attention_heads=4 summary_type="first" summary_use_proj=true summary_activation="gelu"
embedding_gemma2 < diffusion_gemma: -tie_word_embeddings -canvas_length vision_config=null audio_config=null video_token_id=258884 boa_token_id=256000 eoa_token_index=258883 audio_token_id=258881
embedding_gemma2_text < diffusion_gemma_text: -tie_word_embeddings -use_bidirectional_attention -num_experts -top_k_experts -moe_intermediate_size num_attention_heads=4 num_key_value_heads=2 max_position_embeddings=262144 hidden_size_per_layer_input=512 embedding_dim=768
emu3: vocabulary_map=null tie_word_embeddings=false
emu3_text_model < blt_global_transformer: num_attention_heads=32 num_key_value_heads=8 max_position_embeddings=9216 rope_theta=1000000.0
emu3_vqgan: codebook_size=32768 embed_dim=4 latent_channels=4 double_latent=false in_channels=3 out_channels=3 temporal_downsample_factor=4 base_channels=256 channel_multiplier=[1,2,2,4] num_res_blocks=2 attn_resolutions=[3] num_attention_heads=1
encodec: target_bandwidths=[1.5,3.0,6.0,12.0,24.0] sampling_rate=24000 audio_channels=1 normalize=false chunk_length_s=null overlap=null num_filters=32 num_residual_layers=1 upsampling_ratios=[8,5,4,2] norm_type="weight_norm" kernel_size=7 last_kernel_size=7 residual_kernel_size=3 dilation_growth_rate=2 use_causal_conv=true pad_mode="reflect" compress=2 num_lstm_layers=2 trim_right_ratio=1.0 codebook_size=1024 codebook_dim=? use_conv_shortcut=true
encoder-decoder: decoder_start_token_id=null
eomt < dinov2_with_registers: -qkv_bias -_out_features -_out_indices -apply_layernorm -reshape_hidden_states num_attention_heads=16 image_size=640 num_upscale_blocks=2 num_blocks=4 train_num_points=12544 oversample_ratio=3.0 importance_sample_ratio=0.75 num_queries=200
eomt_dinov3 < eomt: -mlp_ratio -use_swiglu_ffn query_bias=true key_bias=false value_bias=true proj_bias=true mlp_bias=true use_gated_mlp=false pos_embed_shift=null pos_embed_rescale=2.0 rope_theta=100.0
ernie < bert: task_type_vocab_size=3 use_task_id=false
ernie4_5 < blt_global_transformer: num_key_value_heads=2 max_position_embeddings=131072 tie_word_embeddings=true use_bias=false head_dim=128
ernie4_5_moe < ernie4_5: -head_dim num_attention_heads=20 num_key_value_heads=4 moe_intermediate_size=1536 moe_k=6 moe_num_experts=64 moe_num_shared_experts=2 moe_layer_start_index=1 moe_layer_end_index=? moe_layer_interval=1 moe_norm_min=1e-12
ernie4_5_vl_moe < deepseek_vl: image_start_token_id=101304 image_end_token_id=101305 image_token_id=100295 video_start_token_id=101306 video_end_token_id=101307 video_token_id=103367
ernie4_5_vl_moe_text < ernie4_5_moe: -moe_layer_start_index -moe_layer_end_index -moe_layer_interval moe_intermediate_size=? mlp_layer_types=?
ernie4_5_vl_moe_vision: depth=32 hidden_act="quick_gelu" num_heads=16 in_channels=3 patch_size=14 spatial_merge_size=2 temporal_merge_size=2 rms_norm_eps=1e-06 rope_theta=10000.0
esm < bert: -hidden_act -type_vocab_size max_position_embeddings=1026 rope_theta=10000.0 position_embedding_type="absolute" emb_layer_norm_before=null is_folding_model=false esmfold_config=? vocab_list=?
esmc < arcee: -rms_norm_eps num_attention_heads=40 hidden_act="silu" max_position_embeddings=2048
esmfold2: pairwise_hidden_size=256 single_inputs_size=451 pair_transition_intermediate_size=1024 sliding_window=128 chunk_size=64 num_relative_residx_bins=32 num_relative_chain_bins=2 num_loops=10 num_res_types=33 max_atomic_number=128 char_vocab_size=64 max_chars=4 max_atoms_per_token=23 atom_feature_dim=? folding_trunk_num_hidden_layers=24 parcae_num_coda_layers=2
eurobert < arcee: num_attention_heads=12 hidden_act="silu" max_position_embeddings=8192 classifier_pooling="late"
evolla < EvollaModel: 
exaone4 < deepseek_ocr2_encoder: -use_sliding_window -max_window_layers max_position_embeddings=2048 rms_norm_eps=1e-05 sliding_window=4096 sliding_window_pattern=4
exaone4_5 < deepseek_ocr2: image_token_id=67 video_token_id=68
exaone4_5_vision < cohere_compass_vision: -num_position_embeddings -deepstack_visual_indexes depth=32 hidden_act="silu" patch_size=14 window_size=112 fullatt_block_indexes=[7,15,23,31] num_key_value_heads=8
exaone_moe < exaone4: mlp_layer_types=? first_k_dense_replace=1 moe_intermediate_size=1024 num_experts=64 num_experts_per_tok=8 num_shared_experts=1 norm_topk_prob=true routed_scaling_factor=2.5 n_group=1 topk_group=1
falcon: num_attention_heads=71 num_ln_in_parallel_attn=null layer_norm_epsilon=1e-05 num_kv_heads=? alibi=false new_decoder_architecture=false multi_query=true parallel_attn=true bias=false max_position_embeddings=2048 ffn_hidden_size=? activation="gelu" tie_word_embeddings=true rope_theta=10000.0
falcon_h1 < bamba: -attn_layer_indices max_position_embeddings=8192 mamba_d_ssm=1024 mamba_norm_before_gate=true mamba_rms_norm=false projectors_bias=false lm_head_multiplier=1.0 embedding_multiplier=1.0 mlp_multipliers=? key_multiplier=1.0 attention_out_multiplier=1.0 attention_in_multiplier=1.0 ssm_multipliers=? ssm_in_multiplier=1.0 ssm_out_multiplier=1.0
falcon_mamba: state_size=16 layer_norm_epsilon=1e-05 expand=2 conv_kernel=4 use_bias=false use_conv_bias=true hidden_act="silu" residual_in_fp32=true time_step_rank=? time_step_scale=1.0 time_step_min=0.001 time_step_max=0.1 time_step_init_scheme="random" time_step_floor=0.0001 rescale_prenorm_residual=false use_mambapy=false use_associative_scan=true tie_word_embeddings=true mixer_rms_eps=1e-06
fast_vlm < aria: image_token_index=151646 image_seq_length=576 projector_hidden_act="gelu" vision_feature_select_strategy="full" multimodal_projector_bias=true
fastspeech2_conformer: num_mel_bins=80 encoder_num_attention_heads=2 encoder_layers=4 encoder_linear_units=1536 decoder_layers=4 decoder_num_attention_heads=2 decoder_linear_units=1536 speech_decoder_postnet_layers=5 speech_decoder_postnet_units=256 speech_decoder_postnet_kernel=5 positionwise_conv_kernel_size=3 encoder_normalize_before=false decoder_normalize_before=false encoder_concat_after=false decoder_concat_after=false reduction_factor=1 speaking_speed=1.0 use_macaron_style_in_conformer=true use_cnn_in_conformer=true encoder_kernel_size=7 decoder_kernel_size=31 duration_predictor_layers=2 duration_predictor_channels=256 duration_predictor_kernel_size=3 energy_predictor_layers=2 energy_predictor_channels=256 energy_predictor_kernel_size=3 energy_embed_kernel_size=1 stop_gradient_from_energy_predictor=false pitch_predictor_layers=5 pitch_predictor_channels=256 pitch_predictor_kernel_size=5 pitch_embed_kernel_size=1 stop_gradient_from_pitch_predictor=true max_source_positions=5000 use_masking=true use_weighted_masking=false num_speakers=null num_languages=null speaker_embed_dim=null convolution_bias=true
fastspeech2_conformer_hifigan: model_in_dim=80 upsample_initial_channel=512 upsample_rates=[8,8,2,2] upsample_kernel_sizes=[16,16,4,4] resblock_kernel_sizes=[3,7,11] resblock_dilation_sizes=? leaky_relu_slope=0.1 normalize_before=true
fastspeech2_conformer_with_hifigan: 
flaubert: pre_norm=false emb_dim=2048 n_heads=16 gelu_activation=true sinusoidal_embeddings=false causal=false asm=false n_langs=1 use_lang_emb=true max_position_embeddings=512 layer_norm_eps=1e-12 bos_index=null eos_index=null pad_index=null unk_index=3 mask_index=5 is_encoder=true summary_type="first" summary_use_proj=true summary_activation=null summary_proj_to_labels=true start_n_top=5 end_n_top=5 lang_id=0 tie_word_embeddings=true
flava < altclip: layer_norm_eps=1e-12 init_codebook=true mim_weight=1.0 mlm_weight=1.0 global_contrastive_weight=1.0 itm_weight=1.0 mmm_image_weight=1.0 mmm_text_weight=1.0 global_backprop_contrastive=true skip_unmasked_multimodal_encoder=true tie_word_embeddings=true
flava_image_codebook: num_groups=4 input_channels=3 num_blocks_per_group=2 freeze=true
flava_image_model < deit: -encoder_stride -pooler_output_size -pooler_act mask_token=true
flava_multimodal_model < align_text_model: -max_position_embeddings -type_vocab_size qkv_bias=true use_cls_token=true
flava_text_model < align_text_model: qkv_bias=true
flex_olmo < blt_global_transformer: num_attention_heads=32 rms_norm_eps=1e-06 attention_bias=false num_experts_per_tok=5 num_experts=7 norm_topk_prob=false
flint < flex_olmo: num_key_value_heads=4 max_position_embeddings=262144 sliding_window=513 decoder_sparse_step=1 moe_intermediate_size=512 shared_expert_intermediate_size=1024 num_experts_per_tok=6 num_experts=256 norm_topk_prob=true mlp_only_layers=? layer_types=? head_dim=128 rope_theta=10000.0
florence2 < deepseek_vl: image_token_id=51289
florence_vision: in_channels=3 depths=[1,1,9,1] patch_size=[7,3,3,3] patch_stride=[4,2,2,2] patch_padding=[3,1,1,1] patch_prenorm=[false,true,true,true] embed_dim=[128,256,512,1024] num_heads=[4,8,16,32] num_groups=[4,8,16,32] window_size=12 mlp_ratio=4.0 qkv_bias=true activation_function="gelu" projection_dim=1024 max_temporal_embeddings=100 max_position_embeddings=50
fnet < align_text_model: -num_attention_heads hidden_act="gelu_new" type_vocab_size=4 use_tpu_fourier_optimizations=false tpu_short_seq_length=512 tie_word_embeddings=true
focalnet < convnext: -num_stages embed_dim=96 use_conv_embed=false hidden_sizes=[192,384,768,768] depths=[2,2,6,2] focal_levels=[2,2,2,2] focal_windows=[3,3,3,3] mlp_ratio=4.0 use_layerscale=false layerscale_value=0.0001 use_post_layernorm=false use_post_layernorm_in_modulation=false normalize_modulator=false layer_norm_eps=1e-05 encoder_stride=32
fsmt < bart: -is_decoder langs=["en","de"] src_vocab_size=42024 tgt_vocab_size=42024 activation_function="relu" scale_embedding=true tie_word_embeddings=false
fun_asr_nano: audio_token_id=151646 tie_word_embeddings=true
fun_asr_nano_encoder < clipseg_text_model: num_mel_bins=80 num_attention_heads=4 hidden_act="relu" max_position_embeddings=2049 num_stacked_frames=7 num_timestamp_prediction_layers=20 fsmn_kernel_size=11
funnel: block_sizes=[4,4,4] block_repeats=? num_decoder_layers=2 n_head=12 d_head=64 d_inner=3072 hidden_act="gelu_new" layer_norm_eps=1e-09 pooling_type="mean" attention_type="relative_shift" separate_cls=true truncate_seq=true pool_q_only=true tie_word_embeddings=true
fuyu < deepseek_ocr2: image_size=300 patch_size=30 num_channels=3 image_token_id=71011
gemma < dia_encoder: -norm_eps head_dim=256 hidden_act="gelu_pytorch_tanh" max_position_embeddings=8192 rms_norm_eps=1e-06 tie_word_embeddings=true attention_bias=false use_bidirectional_attention=null
gemma2 < diffusion_gemma_text: -num_experts -top_k_experts -moe_intermediate_size max_position_embeddings=8192 query_pre_attn_scalar=256 sliding_window=4096 final_logit_softcapping=30.0 attn_logit_softcapping=50.0 rope_theta=10000.0
gemma3: mm_tokens_per_image=256 boi_token_index=255999 eoi_token_index=256000 image_token_index=262144 tie_word_embeddings=true
gemma3_text < gemma2: -rope_theta max_position_embeddings=131072 sliding_window=? final_logit_softcapping=null attn_logit_softcapping=null use_bidirectional_attention=false
gemma3n < deepseek_vl: audio_soft_tokens_per_image=188 vision_soft_tokens_per_image=256 boi_token_id=255999 eoi_token_id=262144 image_token_id=262145 boa_token_id=256000 eoa_token_id=262272 audio_token_id=262273
gemma3n_audio: vocab_offset=262272 input_feat_size=128 rms_norm_eps=1e-06 gradient_clipping=10000000000.0 conf_attention_chunk_size=12 conf_attention_context_left=13 conf_attention_context_right=0 conf_attention_logit_cap=50.0 conf_num_attention_heads=8 conf_num_hidden_layers=12 conf_conv_kernel_size=5 conf_reduction_factor=4 conf_residual_weight=0.5 sscp_conv_channel_size=[128,32] sscp_conv_group_norm_eps=0.001 sscp_conv_kernel_size=[[3,3],[3,3]] sscp_conv_stride_size=[[2,2],[2,2]]
gemma3n_text < embedding_gemma2_text: -embedding_dim num_attention_heads=8 max_position_embeddings=32768 tie_word_embeddings=true final_logit_softcapping=30.0 vocab_size_per_layer_input=262144 hidden_size_per_layer_input=256 altup_active_idx=0 altup_coef_clip=120.0 altup_correct_scale=true altup_num_inputs=4 num_kv_shared_layers=15 laurel_rank=64 activation_sparsity_pattern=?
gemma3n_vision: architecture="mobilenetv5_300m_enc" do_pooling=false model_args=null vocab_offset=262144 rms_norm_eps=1e-06
gemma4 < embedding_gemma2: tie_word_embeddings=true
gemma4_audio: num_attention_heads=8 hidden_act="silu" subsampling_conv_channels=[128,32] conv_kernel_size=5 residual_weight=0.5 attention_chunk_size=12 attention_context_left=13 attention_context_right=0 attention_logit_cap=50.0 attention_invalid_logits_value=-1000000000.0 use_clipped_linears=true rms_norm_eps=1e-06 gradient_clipping=10000000000.0 output_proj_dims=1536
gemma4_text < diffusion_gemma_text: final_logit_softcapping=null vocab_size_per_layer_input=262144 hidden_size_per_layer_input=256 attention_k_eq_v=false num_kv_shared_layers=0 enable_moe_block=false use_double_wide_mlp=false
gemma4_unified < gemma4: 
gemma4_unified_assistant: backbone_hidden_size=3840 use_ordered_embeddings=false num_centroids=2048 centroid_intermediate_top_k=32 tie_word_embeddings=true
gemma4_unified_audio: audio_embed_dim=640 rms_norm_eps=1e-06
gemma4_unified_text < gemma3_text: -query_pre_attn_scalar -attn_logit_softcapping max_position_embeddings=262144 sliding_window=1024 use_bidirectional_attention="vision" attention_k_eq_v=false num_kv_shared_layers=0 use_double_wide_mlp=false
gemma4_unified_vision: patch_size=16 pooling_kernel_size=3 mm_embed_dim=3840 mm_posemb_size=1120 rms_norm_eps=1e-06 output_proj_dims=3840
gemma4_vision: num_attention_heads=12 num_key_value_heads=12 head_dim=64 hidden_activation="gelu_pytorch_tanh" rms_norm_eps=1e-06 max_position_embeddings=131072 attention_bias=false pooling_kernel_size=3 patch_size=16 position_embedding_size=10240 use_clipped_linears=false standardize=false rope_theta=100.0
git < align_text_model: -type_vocab_size max_position_embeddings=1024 tie_word_embeddings=false num_image_with_embedding=null
git_vision_model < clipseg_vision_model: patch_size=16
glm < diffllama: -lambda_std_dev num_key_value_heads=2 head_dim=128 max_position_embeddings=131072 rms_norm_eps=1.5625e-07 attention_bias=true
glm4 < glm: 
glm46v < deepseek_ocr2: image_token_id=151343 video_token_id=151344 image_start_token_id=151339 image_end_token_id=151340 video_start_token_id=151361 video_end_token_id=151362
glm4_moe < dots1: -sliding_window -max_window_layers -layer_types num_attention_heads=96 num_key_value_heads=8 max_position_embeddings=131072 rms_norm_eps=1e-05 num_experts_per_tok=8 n_shared_experts=1 n_routed_experts=128 first_k_dense_replace=1 norm_topk_prob=true use_qk_norm=false num_mtp_layers=null
glm4_moe_lite < axk1: moe_intermediate_size=1536 num_attention_heads=20 num_key_value_heads=20 n_routed_experts=64 routed_scaling_factor=1.8 q_lora_rank=768 v_head_dim=256 qk_nope_head_dim=192 n_group=1 topk_group=1 num_experts_per_tok=4 max_position_embeddings=202752 rms_norm_eps=1e-05
glm4v < glm46v: video_start_token_id=151341 video_end_token_id=151342
glm4v_moe < glm4v: image_token_id=151363 video_token_id=151364
glm4v_moe_text < glm4_moe: -use_qk_norm -num_mtp_layers max_position_embeddings=65536 attention_bias=true
glm4v_moe_vision < ernie4_5_vl_moe_vision: -temporal_merge_size depth=24 hidden_act="silu" attention_bias=false num_heads=12 image_size=336 rms_norm_eps=1e-05 temporal_patch_size=2 out_hidden_size=4096
glm4v_text < emu3_text_model: -tie_word_embeddings num_key_value_heads=2 max_position_embeddings=32768 rope_theta=10000.0
glm4v_vision < glm4v_moe_vision: 
glm5_next < deepseek_ocr2: image_token_id=154854 video_token_id=154855 image_start_token_id=154830 image_end_token_id=154831 video_start_token_id=154832 video_end_token_id=154833
glm5_next_text < axk1: -rope_interleave -rope_theta n_routed_experts=288 qk_rope_head_dim=0 v_head_dim=256 qk_nope_head_dim=256 n_group=1 topk_group=1 max_position_embeddings=1048576 rms_norm_eps=1e-05 index_topk=2048 index_head_dim=128 index_n_heads=32 head_dim=0 layer_types=? indexer_types=? swiglu_limit=10.0 linear_head_dim=128 linear_num_heads=64 linear_conv_kernel_dim=4 linear_lower_bound=-5.0 hc_mult=4 hc_eps=1e-06 hc_sinkhorn_iters=20 index_kpool=16 index_kpool_always_select_tail=true
glm5_next_vision < glm4v_moe_vision: attention_bias=true num_heads=16 out_hidden_size=1536 projection_intermediate_size=10240 swiglu_limit=10.0
glm_image < deepseek_ocr2: image_token_id=167855 image_start_token_id=16384 image_end_token_id=16385
glm_image_text < glm4v_text: max_position_embeddings=131072 vision_vocab_size=16512 attention_bias=true
glm_image_vision: depth=40 hidden_act="gelu" attention_bias=true num_heads=16 in_channels=3 image_size=2048 patch_size=16 spatial_merge_size=1 layer_norm_eps=1e-06
glm_image_vqmodel: embed_dim=2048 num_embeddings=16384 latent_channels=1536 in_channels=3
glm_moe_dsa < deepseek_v32: num_attention_heads=64 num_key_value_heads=64 q_lora_rank=2048 v_head_dim=256 qk_nope_head_dim=192 n_group=1 topk_group=1 max_position_embeddings=202752 rms_norm_eps=1e-05 index_n_heads=32 indexer_types=?
glm_ocr < deepseek_ocr2: image_token_id=59280 video_token_id=59281 image_start_token_id=59256 image_end_token_id=59257 video_start_token_id=59258 video_end_token_id=59259
glm_ocr_text < glm4v_text: num_attention_heads=16 num_key_value_heads=8 max_position_embeddings=131072
glm_ocr_vision < glm5_next_vision: -projection_intermediate_size -swiglu_limit
glmasr < fun_asr_nano: audio_token_id=59260 projector_hidden_act="gelu"
glmasr_encoder: num_attention_heads=20 num_key_value_heads=? hidden_act="gelu" max_position_embeddings=1500 num_mel_bins=128 rope_theta=10000.0
glmga < glm46v: 
glpn: num_channels=3 num_encoder_blocks=4 depths=[2,2,2,2] sr_ratios=[8,4,2,1] hidden_sizes=[32,64,160,256] patch_sizes=[7,3,3,3] strides=[4,2,2,2] num_attention_heads=[1,2,5,8] mlp_ratios=[4,4,4,4] hidden_act="gelu" layer_norm_eps=1e-06 decoder_hidden_size=64 max_depth=10 head_in_index=-1
got_ocr2: image_token_index=151859 image_seq_length=576 tie_word_embeddings=true
got_ocr2_vision < deepseek_ocr2_sam_vision_model: -mlp_ratio -downsample_channels mlp_dim=3072
gpt-sw3 < decision_transformer: -state_dim -act_dim -max_ep_len -action_tanh n_head=12 activation_function="gelu_new" summary_type="cls_index" summary_use_proj=true summary_activation=null summary_proj_to_labels=true tie_word_embeddings=true
gpt2 < gpt-sw3: 
gpt_bigcode: n_positions=1024 n_head=12 activation_function="gelu_pytorch_tanh" layer_norm_epsilon=1e-05 scale_attn_weights=true attention_softmax_in_fp32=true scale_attention_softmax_in_fp32=true multi_query=true add_cross_attention=false tie_word_embeddings=true
gpt_neo: max_position_embeddings=2048 attention_types=? num_heads=16 window_size=256 activation_function="gelu_new" layer_norm_epsilon=1e-05 tie_word_embeddings=true
gpt_neox < bert-generation: -add_cross_attention num_attention_heads=64 max_position_embeddings=2048 layer_norm_eps=1e-05 tie_word_embeddings=false use_parallel_residual=true attention_bias=true rope_theta=10000.0
gpt_neox_japanese < gpt_neox: -use_parallel_residual -attention_bias num_attention_heads=32 intermediate_multiple_size=4 tie_word_embeddings=true
gpt_oss < cwm: -mlp_bias num_local_experts=128 head_dim=64 num_attention_heads=64 sliding_window=128 num_experts_per_tok=4 swiglu_alpha=1.702 swiglu_limit=7.0 attention_bias=true rope_theta=150000.0
gptj < codegen: -n_ctx
gradium_phonon_tts < esmc: -tie_word_embeddings -mlp_bias num_attention_heads=12 hidden_act="gelu" layer_norm_eps=1e-05 max_position_embeddings=8192 latent_dim=32 audio_prompt_token_id=5 audio_latent_token_id=6 audio_bos_token_id=4 frame_rate=12.5 lsd_distill_probability=0.25 lsd_diagonal_weight=0.75 lsd_time_logit_mean=0.4 lsd_time_logit_std=1.0 latent_stats_ema_steps=1000 latent_stats_ema_decay=0.999 audio_prompt_dim=512 num_speakers=1 num_speakers_vocab_size=32 num_speakers_embedding_dim=16 duration_delta=0.0 duration_delta_embedding_dim=128 duration_delta_scale=1000.0 duration_delta_max_period=10000.0
granite < esmc: -head_dim num_attention_heads=32 rms_norm_eps=1e-06 embedding_multiplier=1.0 logits_scaling=1.0 residual_multiplier=1.0 attention_multiplier=1.0
granite4_vision < aria: image_token_index=32000 vision_feature_select_strategy="default" vision_feature_layer=-2 image_grid_pinpoints=? image_seq_length=576 downsample_rate=null deepstack_layer_map=null spatial_vision_layer=-1 spatial_target_layers=?
granite4_vision_text < granite: 
granite_docling < deepseek_vl: image_token_id=100337 density_router_hidden_size=null density_router_threshold=0.4
granite_docling_text < glm4v_text: num_attention_heads=16 num_key_value_heads=4 tie_word_embeddings=true attention_bias=false mlp_bias=false embedding_multiplier=12.0 logits_scaling=4.0 residual_multiplier=0.263 attention_multiplier=0.015625
granite_docling_vision < git_vision_model: image_size=512 hidden_act="gelu_pytorch_tanh" layer_norm_eps=1e-06 out_hidden_size=1024 scale_factor=4 deepstack_visual_indexes=? use_fine_route=true
granite_speech: audio_token_index=49155 has_lora_adapter=true downsample_rate=5 window_size=15 tie_word_embeddings=true
granite_speech5_ctc: tie_word_embeddings=true
granite_speech5_encoder < canary_decoder: num_key_value_heads=? num_mel_bins=80 head_dim=? hidden_act="silu" max_position_embeddings=512 context_size=128 conv_kernel_size=7 conv_expansion_factor=2 subsample_layers=?
granite_speech_encoder: input_dim=160 hidden_dim=1024 feedforward_mult=4 num_heads=8 dim_head=? output_dim=42 context_size=200 max_pos_emb=512 conv_kernel_size=15 conv_expansion_factor=2
granite_speech_plus < granite_speech: 
granite_speech_plus_encoder < granite_speech_encoder: cat_hidden_layers=null
granite_swa < granite: num_attention_heads=20 num_key_value_heads=4 max_position_embeddings=8192 rms_norm_eps=1e-05 tie_word_embeddings=true sliding_window=128 layer_types=? layer_rope_theta=?
granitemoe < granite: -mlp_bias num_local_experts=8 num_experts_per_tok=2
granitemoe_swa < granitemoe: shared_intermediate_size=0 sliding_window=128 layer_types=? layer_rope_theta=?
granitemoehybrid < granitemoe: shared_intermediate_size=1024 position_embedding_type=null layer_types=? mamba_n_heads=128 mamba_n_groups=1 mamba_d_state=256 mamba_d_head=? mamba_d_conv=4 mamba_expand=2 mamba_chunk_size=256 mamba_conv_bias=true mamba_proj_bias=false time_step_limit=?
granitemoeshared < granitemoe: shared_intermediate_size=0
grounding-dino < conditional_detr: -num_channels -dilation num_queries=900 num_feature_levels=4 encoder_n_points=4 decoder_n_points=4 two_stage=true max_text_len=256 embedding_init_target=true query_dim=4 decoder_bbox_embed_share=true two_stage_bbox_embed_share=false positional_embedding_temperature=20 layer_norm_eps=1e-05 tie_word_embeddings=true
groupvit: projection_dim=256 projection_intermediate_dim=4096 output_segmentation=false
groupvit_text_model < clipseg_text_model: num_attention_heads=4
groupvit_vision_model < git_vision_model: depths=[6,3,3] num_group_tokens=[64,8,0] num_output_groups=[64,8,8] num_attention_heads=6 hidden_act="gelu" assign_eps=1.0 assign_mlp_ratio=[0.5,4]
gte < align_text_model: max_position_embeddings=8192 type_vocab_size=1 tie_word_embeddings=true rope_theta=160000.0
helium < arcee: num_attention_heads=20 num_key_value_heads=20 head_dim=128 hidden_act="silu" rms_norm_eps=1e-08 rope_theta=100000.0
hgnet_v2 < bit: -layer_type -global_padding -num_groups -embedding_dynamic_padding -output_stride -width_factor stem_channels=[3,32,48] stem_strides=[2,1,1,2,1] stage_in_channels=[48,128,512,1024] stage_mid_channels=[48,96,192,384] stage_out_channels=[128,512,1024,2048] stage_num_blocks=[1,1,3,1] stage_downsample=[false,true,true,true] stage_downsample_strides=[2,2,2,2] stage_light_block=[false,false,true,true] stage_kernel_size=[3,3,5,5] stage_numb_of_layers=[6,6,6,6] use_learnable_affine_block=false
hiera < dinov3_convnext: -hidden_sizes embed_dim=96 image_size=[224,224] patch_size=[7,7] patch_stride=[4,4] patch_padding=[3,3] mlp_ratio=4.0 depths=[2,3,16,3] num_heads=[1,2,4,8] embed_dim_multiplier=2.0 num_query_pool=3 query_stride=[2,2] masked_unit_size=[8,8] masked_unit_attention=[true,true,false,false] layer_norm_init=1.0 decoder_hidden_size=null decoder_depth=null decoder_num_heads=null mask_ratio=0.6
higgs_audio_v2 < cosmos3_edge_text: num_attention_heads=24 hidden_act="silu" max_position_embeddings=2048 num_codebooks=8 codebook_size=1024 audio_token_id=128016 audio_bos_token_id=128013 audio_delay_token_id=128014 audio_stream_bos_id=1024 audio_stream_eos_id=1025 rope_theta=500000.0
higgs_audio_v2_tokenizer: target_bandwidths=[0.5,1,1.5,2,4] sample_rate=24000 kernel_size=3 channel_ratios=[1,1] strides=[1,1] block_dilations=[1,1] unit_kernel_size=3 codebook_size=1024 codebook_dim=64 semantic_sample_rate=16000 downsample_factor=320
hrm_text < esmc: -num_key_value_heads num_attention_heads=12 rms_norm_eps=1e-06 head_dim=128 H_cycles=2 L_cycles=3 L_bp_cycles=? embedding_scale=? prefix_lm=true num_layers_per_stack=?
hubert < data2vec-audio: -conv_pos_kernel_size -tdnn_dim -tdnn_kernel -tdnn_dilation -xvector_output_dim -add_adapter -adapter_kernel_size -adapter_stride -num_adapter_layers -output_hidden_size feat_proj_layer_norm=true feat_extract_norm="group" num_conv_pos_embeddings=128 conv_pos_batch_norm=false do_stable_layer_norm=false
hunyuan_v1_dense < diffllama: -lambda_std_dev eod_token_id=3 head_dim=null
hunyuan_v1_moe < hunyuan_v1_dense: num_experts=1 moe_topk=1
hunyuan_vl < deepseek_vl: image_token_id=120120 im_start_id=120118 im_end_id=120119 im_newline_id=120121
hunyuan_vl_text < hunyuan_v1_dense: tie_word_embeddings=true
hunyuan_vl_vision < cosmos3_edge_vision: -layer_norm_eps -num_patches hidden_act="gelu" interpolate_mode="bilinear" rms_norm_eps=1e-05 num_key_value_heads=? out_hidden_size=4096 temporal_patch_size=1 img_max_token_num=4096 max_image_size=2048 min_image_size=512 max_vit_seq_len=16384 text_hidden_size=3072
hy_v3 < cosmos3_edge_text: num_attention_heads=64 hidden_act="silu" num_experts=192 num_experts_per_tok=8 num_shared_experts=1 moe_intermediate_size=1536 router_scaling_factor=2.826 enable_moe_fp32_combine=true mlp_layer_types=? rope_theta=11158840.0
hy_v4 < glm_moe_dsa: -mlp_bias -first_k_dense_replace moe_intermediate_size=768 num_attention_heads=32 num_key_value_heads=? max_position_embeddings=262144 routed_scaling_factor=2.827 q_lora_rank=1536 index_n_heads=16 hc_mult=4 hc_magnitude=2.0 hc_eps=1e-06 learnable_sink_init=0.0 swiglu_limit=10.0
hyperclovax < granite: attention_multiplier=? head_dim=? use_post_norm=true
hyperclovax_vision_v2 < deepseek_vl: image_token_id=128060 video_token_id=128061
ibert < align_text_model: quant_mode=false force_dequant="none" tie_word_embeddings=true
idefics < emu3_text_model: -num_key_value_heads additional_vocab_size=0 alpha_initializer="zeros" alpha_type="float" rms_norm_eps=1e-06 cross_layer_interval=1 qk_layer_norms=false freeze_text_layers=true freeze_text_module_exceptions=[] freeze_lm_head=false freeze_vision_layers=true freeze_vision_module_exceptions=[] use_resampler=false max_position_embeddings=2048 rope_theta=10000.0
idefics2 < deepseek_ocr2: image_token_id=32001
idefics2_perceiver: hidden_act="silu" rms_norm_eps=1e-06 resampler_n_latents=64 resampler_depth=3 resampler_n_heads=16 resampler_head_dim=96 num_key_value_heads=4
idefics2_vision < clipseg_vision_model: hidden_act="gelu_pytorch_tanh" layer_norm_eps=1e-06
idefics3 < deepseek_ocr2: image_token_id=128257 scale_factor=2
idefics3_vision < idefics2_vision: num_attention_heads=16
idefics_perciever: use_resampler=false resampler_n_latents=64 resampler_depth=6 resampler_n_heads=16 resampler_head_dim=96 qk_layer_norms_perceiver=false
idefics_vision < blip_2_vision_model: -qkv_bias embed_dim=768 num_channels=3 layer_norm_eps=1e-05
ijepa < deit: -encoder_stride
imagegpt < decision_transformer: -state_dim -act_dim -max_ep_len -action_tanh n_head=8 activation_function="quick_gelu" tie_word_embeddings=false
informer < autoformer: -label_length -moving_average -autocorrelation_factor lags_sequence=? scaling="mean" attention_type="prob" sampling_factor=5 distil=true
inkling2: image_token_id=200054
inkling2_text < canary_decoder: -attention_bias unpadded_vocab_size=200058 num_attention_heads=48 swa_num_attention_heads=48 swa_num_key_value_heads=8 swa_head_dim=128 sliding_window_size=1024 d_rel=16 rel_extent=1024 log_scaling_n_floor=128000 log_scaling_alpha=0.1 layer_types=? max_position_embeddings=1048576 rms_norm_eps=1e-06 conv_kernel_size=4 hidden_act="silu" moe_intermediate_size=2304 n_routed_experts=384 num_experts_per_tok=8 route_scale=8.0 qk_l2_clip_threshold=22.627416997969522 rel_l2_clip_threshold=8.0 n_layers_per_attn_res_block=6 mlp_gate_softcap=4.0 mlp_up_softcap=25.0 final_logit_softcapping=30.0 scoring_func="sigmoid"
inkling2_vision < cosmos3_edge_vision: -num_patches patch_size=20 hidden_act="gelu" layer_norm_eps=1e-05 mlp_ratio=4.0 posemb_grid_size=32 projection_hidden_dim=4096 projector_bias=false text_hidden_size=4608 rope_theta=10000.0
inkling_audio: n_mel_bins=80 mel_vocab_size=256 text_hidden_size=6144 rms_norm_eps=1e-06
inkling_mm_model < inkling2: audio_token_id=200053 image_bos_token_id=200005 audio_bos_token_id=200020
inkling_text < inkling2_text: -qk_l2_clip_threshold -rel_l2_clip_threshold -n_layers_per_attn_res_block -mlp_gate_softcap -mlp_up_softcap -final_logit_softcapping -scoring_func unpadded_vocab_size=null num_attention_heads=64 swa_num_attention_heads=64 swa_num_key_value_heads=16 sliding_window_size=512 log_scaling_n_floor=null local_layer_ids=null max_position_embeddings=131072 mlp_layer_types=? moe_intermediate_size=3072 n_routed_experts=256 num_experts_per_tok=6 n_shared_experts=2 shared_expert_sink=true logits_mup_width_multiplier=24.0 rms_norm_eps_moe_gate=1e-06 num_mtp_layers=null chain_hidden_post_norm=false mtp_hidden_states_first=true mtp_local_layer_ids=null
inkling_vision: text_hidden_size=6144 patch_size=40 temporal_patch_size=2 num_channels=3 num_attention_heads=16 rms_norm_eps=1e-06
instructblip < blip-2: -image_text_hidden_size
instructblip_qformer < blip_2_qformer: -use_qformer_text_input
instructblip_vision_model < blip_2_vision_model: 
instructblipvideo: num_query_tokens=32 video_token_index=null
instructblipvideo_qformer < instructblip_qformer: 
instructblipvideo_vision_model < blip_2_vision_model: 
internlm3 < arcee: num_key_value_heads=2 hidden_act="silu" max_position_embeddings=32768 head_dim=128
internvl < deepseek_vl: image_token_id=151667 image_seq_length=256 downsample_ratio=0.5 projector_hidden_act="gelu" vision_feature_layer=-1 vision_feature_select_strategy="default"
internvl_vision < idefics3_vision: attention_bias=false use_qk_norm=false hidden_act="gelu" norm_type="layer_norm" image_size=[448,448] patch_size=[14,14] use_mask_token=false use_absolute_position_embeddings=true use_mean_pooling=true
iquestcoder < cosmos3_edge_text: num_attention_heads=40 hidden_act="silu" rope_theta=10000.0
jais2 < arcee: -rms_norm_eps num_attention_heads=26 max_position_embeddings=8192 attention_bias=true mlp_bias=true layer_norm_eps=1e-05
jamba < emu3_text_model: -rope_theta rms_norm_eps=1e-06 max_position_embeddings=262144 num_experts_per_tok=2 num_experts=16 expert_layer_period=2 expert_layer_offset=1 attn_layer_period=8 attn_layer_offset=4 mamba_d_state=16 mamba_d_conv=4 mamba_expand=2 mamba_dt_rank=? mamba_conv_bias=true mamba_proj_bias=false use_mambapy=false use_associative_scan=true
janus < deepseek_vl: image_token_id=100581
janus_vision_model < blip_vision_model: num_attention_heads=16 num_channels=3 layer_norm_eps=1e-06 mlp_ratio=4.0 attention_bias=true projection_dim=2048 use_qk_norm=false depth=2 num_image_tokens=576
janus_vqgan < chameleon_vqgan: -resolution -attn_resolutions -attn_type embed_dim=8 num_embeddings=16384 num_patches=32 out_channels=3 projection_dim=2048 hidden_act="gelu" image_token_embed_dim=2048
jetmoe < granite_speech5_ctc: num_key_value_heads=16 kv_channels=128 max_position_embeddings=4096 activation_function="silu" num_local_experts=8 num_experts_per_tok=2 rms_norm_eps=1e-06 rope_theta=10000.0
jev: num_verbalizers=24 softcap=null
jina_embeddings_v3 < altclip_text_model: -project_dim max_position_embeddings=8194 tie_word_embeddings=true rope_theta=20000.0
kimi_k25 < deepseek_vl: projection_hidden_size=1152 projection_layer_norm_eps=1e-05 image_token_id=163605 video_token_id=163840 vision_start_token_id=163602 vision_end_token_id=163604
kimi_k25_vision: patch_size=14 pos_emb_height=64 pos_emb_width=64 pos_emb_time=4 num_attention_heads=16 hidden_act="gelu_pytorch_tanh" merge_kernel_size=[2,2] rope_theta=10000.0
kimi_linear < bailing_hybrid: -first_k_dense_replace -num_mtp_layers -rope_theta -head_dim -short_conv_kernel_size -layer_group_size -kda_safe_gate -kda_lower_bound moe_intermediate_size=1024 routed_scaling_factor=2.446 q_lora_rank=null topk_group=1 rms_norm_eps=1e-05 linear_head_dim=128 linear_num_heads=32 linear_conv_kernel_dim=4
kolibri1 < flint: -decoder_sparse_step -mlp_only_layers -attention_bias num_attention_heads=48 num_experts=null norm_topk_prob=false shared_expert_intermediate_size=512
kosmos-2 < granite_speech5_ctc: latent_query_num=64
kosmos-2.5 < granite_speech5_ctc: latent_query_num=2048
kosmos_2_5_text_model < granite_speech5_ctc: max_position_embeddings=4096 embed_dim=1536 layers=24 attention_heads=16 activation_function="gelu" layer_norm_eps=1e-05 scale_embedding=true
kosmos_2_5_vision_model: patch_embed_hidden_size=768 head_dim=64 num_attention_heads=24 dense_act_fn="gelu_new" layer_norm_eps=1e-06 max_num_patches=4096
kosmos_2_text_model < kosmos_2_5_text_model: max_position_embeddings=2048 embed_dim=2048 attention_heads=32 add_cross_attention=false
kosmos_2_vision_model < clipseg_vision_model: num_attention_heads=16 patch_size=14
kyutai_speech_to_text < diffllama: -attention_bias -lambda_std_dev codebook_vocab_size=2049 max_position_embeddings=750 sliding_window=375 rms_norm_eps=1e-08 num_codebooks=32 audio_bos_token_id=2048 audio_pad_token_id=69569
laguna < beam: -norm_topk_prob -n_group -topk_group -routed_scaling_factor -final_logit_softcapping max_position_embeddings=131072 moe_intermediate_size=512 shared_expert_intermediate_size=512 gating=true num_attention_heads_per_layer=? moe_routed_scaling_factor=1.0 moe_apply_router_weight_on_input=false moe_router_logit_softcapping=0.0
lasr_ctc: 
lasr_encoder < clipseg_text_model: hidden_act="silu" attention_bias=false convolution_bias=false conv_kernel_size=32 subsampling_conv_channels=256 num_mel_bins=128 subsampling_conv_kernel_size=5 subsampling_conv_stride=2 max_position_embeddings=10000 layer_norm_eps=1e-06 feed_forward_residual_weights=[1.5,0.5] conv_residual_weights=[2.0,1.0] batch_norm_momentum=0.01 rope_theta=10000.0
layoutlm < align_text_model: max_2d_position_embeddings=1024 tie_word_embeddings=true
layoutlmv2 < align_text_model: max_2d_position_embeddings=1024 max_rel_pos=128 rel_pos_bins=32 fast_qkv=true max_rel_2d_pos=256 rel_2d_pos_bins=64 convert_sync_batchnorm=true image_feature_pool_shape=[7,7,256] coordinate_size=128 shape_size=128 has_relative_attention_bias=true has_spatial_attention_bias=true has_visual_segment_embedding=false
layoutlmv3 < layoutlmv2: -fast_qkv -convert_sync_batchnorm -image_feature_pool_shape -has_visual_segment_embedding layer_norm_eps=1e-05 text_embed=true visual_embed=true input_size=224 num_channels=3 patch_size=16
layoutxlm < layoutlmv2: 
led < bart: -max_position_embeddings -scale_embedding -is_decoder max_encoder_position_embeddings=16384 max_decoder_position_embeddings=1024 attention_window=512
levit < git_vision_model: -hidden_act -layer_norm_eps kernel_size=3 stride=2 padding=1 hidden_sizes=[128,256,384] num_attention_heads=[4,8,12] depths=[4,4,4] key_dim=[16,16,16] mlp_ratio=[2,2,2] attention_ratio=[2,2,2]
lfm2 < emu3_text_model: -hidden_act -rms_norm_eps max_position_embeddings=128000 norm_eps=1e-05 tie_word_embeddings=true conv_bias=false conv_L_cache=3 block_multiple_of=256 block_ffn_dim_multiplier=1.0 block_auto_adjust_ff_dim=true full_attn_idxs=? layer_types=?
lfm2_moe < lfm2: -block_multiple_of -block_ffn_dim_multiplier -block_auto_adjust_ff_dim -full_attn_idxs moe_intermediate_size=1792 num_dense_layers=2 num_experts_per_tok=4 num_experts=32 use_expert_bias=true routed_scaling_factor=1.0 norm_topk_prob=true layer_types=null
lfm2_vl < audioflamingo3: -audio_token_id image_token_id=396 projector_hidden_size=2560 projector_use_layernorm=true downsample_factor=2 tie_word_embeddings=true
lfm3 < dia_encoder: -hidden_act -rope_theta num_key_value_heads=4 max_position_embeddings=128000 tie_word_embeddings=true conv_bias=false conv_L_cache=7 layer_types=? sliding_window=256 use_sandwich_norm=true use_attention_gate=true attention_bias=false
lfm3_vl < audioflamingo3: -audio_token_id image_token_id=125030 video_token_id=125029 vision_start_token_id=125009 vision_end_token_id=125010 projector_hidden_size=4096 tie_word_embeddings=true
lfm3_vl_vision: in_channels=3 patch_size=16 spatial_merge_size=2 temporal_patch_size=2 num_attention_heads=16 num_key_value_heads=8 layer_types=? conv_kernel_size=3 norm_eps=1e-05 rope_theta=1000000.0
lightglue: descriptor_dim=256 num_attention_heads=4 num_key_value_heads=? depth_confidence=0.95 width_confidence=0.99 filter_threshold=0.1 hidden_act="gelu" attention_bias=true
lighton_ocr < deepseek_vl: spatial_merge_size=2 image_token_id=151655
lilt < align_text_model: channel_shrink_ratio=4 max_2d_position_embeddings=1024
llama < esmc: num_attention_heads=32 rms_norm_eps=1e-06
llama4: boi_token_index=200080 eoi_token_index=200081 image_token_index=200092 tie_word_embeddings=false
llama4_text < iquestcoder: -mlp_bias intermediate_size_mlp=16384 num_experts_per_tok=1 num_local_experts=16 moe_layers=? interleave_moe_layer_step=1 use_qk_norm=true no_rope_layers=? no_rope_layer_interval=4 attention_chunk_size=8192 layer_types=? attn_temperature_tuning=true floor_scale=8192 attn_scale=0.1 rope_theta=500000.0
llama4_vision_model < idefics_vision: -embed_dim -layer_norm_eps vision_output_dim=7680 image_size=448 norm_eps=1e-05 vision_feature_select_strategy="default" pixel_shuffle_ratio=0.5 projector_input_dim=4096 projector_output_dim=4096 multi_modal_projector_bias=false rope_theta=10000.0
llava < fast_vlm: image_token_index=32000 vision_feature_select_strategy="default" vision_feature_layer=-2
llava_next < llava: image_grid_pinpoints=?
llava_next_video < llava_next: image_token_index=32001 video_token_index=32000 spatial_pool_mode="average" spatial_pool_stride=2 video_seq_length=288
llava_onevision < fast_vlm: -image_seq_length video_token_index=151647 image_grid_pinpoints=? vision_aspect_ratio="anyres_max_9"
longcat_flash < apertus: num_attention_heads=64 hidden_act="silu" max_position_embeddings=131072 ffn_hidden_size=12288 q_lora_rank=1536 kv_lora_rank=512 qk_nope_head_dim=128 qk_rope_head_dim=64 head_dim=64 v_head_dim=128 qk_head_dim=? moe_topk=12 n_routed_experts=512 zero_expert_num=256 expert_ffn_hidden_size=2048 routed_scaling_factor=6.0 rope_theta=10000000.0
longformer < align_text_model: attention_window=512 onnx_export=false tie_word_embeddings=true
longt5 < granite_speech5_ctc: d_kv=64 num_decoder_layers=? num_heads=8 local_radius=127 global_block_size=16 relative_attention_num_buckets=32 relative_attention_max_distance=128 layer_norm_epsilon=1e-06 feed_forward_proj="relu" encoder_attention_type="local" is_decoder=false
luke < align_text_model: entity_vocab_size=500000 entity_emb_size=256 use_entity_aware_attention=true tie_word_embeddings=true
lw_detr: projector_scale_factors=[] hidden_expansion=0.5 c2f_num_blocks=3 activation_function="silu" batch_norm_eps=1e-05 decoder_ffn_dim=2048 decoder_n_points=4 decoder_layers=3 decoder_self_attention_heads=8 decoder_cross_attention_heads=16 decoder_activation_function="relu" num_queries=300 attention_bias=true group_detr=13 focal_alpha=0.25
lw_detr_vit < dinov2_with_registers: -layerscale_value -use_swiglu_ffn -num_register_tokens -apply_layernorm -reshape_hidden_states image_size=256 pretrain_image_size=224 window_block_indices=[] use_absolute_position_embeddings=true num_windows=16
lxmert < align_text_model: -layer_norm_eps num_qa_labels=9500 num_object_labels=1600 num_attr_labels=400 l_layers=9 x_layers=5 r_layers=5 visual_feat_dim=2048 visual_pos_dim=4 task_matched=true task_mask_lm=true task_obj_predict=true task_qa=true tie_word_embeddings=true
m2m_100 < bart: -is_decoder activation_function="relu" scale_embedding=true
mamba < falcon_mamba: -mixer_rms_eps
mamba2 < mamba: -time_step_scale -time_step_init_scheme -use_mambapy -use_associative_scan num_heads=128 head_dim=64 state_size=128 n_groups=8 time_step_rank=256 time_step_limit=? chunk_size=256 tie_word_embeddings=false
marian < bart: decoder_vocab_size=? decoder_start_token_id=58100 share_encoder_decoder_embeddings=true
markuplm < align_text_model: max_xpath_tag_unit_embeddings=256 max_xpath_subs_unit_embeddings=1024 tag_pad_id=216 subs_pad_id=1001 xpath_unit_hidden_size=32 max_depth=50
mask2former: feature_size=256 mask_feature_size=256 hidden_dim=256 encoder_feedforward_dim=1024 activation_function="relu" encoder_layers=6 decoder_layers=10 num_attention_heads=8 dim_feedforward=2048 pre_norm=false enforce_input_projection=false common_stride=4 ignore_value=255 num_queries=100 train_num_points=12544 oversample_ratio=3.0 importance_sample_ratio=0.75 feature_strides=[4,8,16,32]
maskformer: fpn_feature_size=256 mask_feature_size=256 cross_entropy_weight=1.0
maskformer-swin < donut-swin: _out_features=null _out_indices=null
mbart < bart: decoder_start_token_id=null
megatron-bert < bert: num_attention_heads=16
mellum < beam: -n_group -topk_group -routed_scaling_factor -final_logit_softcapping num_attention_heads=32 num_key_value_heads=4 max_position_embeddings=131072 sliding_window=1024 moe_intermediate_size=896 num_experts=null num_mtp_layers=null mtp_layer_types=null mtp_mlp_layer_types=null
metaclip_2 < chinese_clip: 
metaclip_2_text_model < clip_text_model: 
metaclip_2_vision_model < altclip_vision_model: 
mgp-str < clipseg_vision_model: -hidden_act image_size=[32,128] patch_size=4 max_token_length=27 num_character_labels=38 num_bpe_labels=50257 num_wordpiece_labels=30522 mlp_ratio=4.0 qkv_bias=true distilled=false output_a3_attentions=false
mimi < encodec: -target_bandwidths -normalize -chunk_length_s -overlap -norm_type -num_lstm_layers num_filters=64 upsampling_ratios=? last_kernel_size=3 pad_mode="constant" codebook_size=2048 codebook_dim=256 num_quantizers=32 use_conv_shortcut=false vector_quantization_hidden_dimension=256 num_semantic_quantizers=1 upsample_groups=512 num_attention_heads=8 num_key_value_heads=8 head_dim=? hidden_act="gelu" max_position_embeddings=8000 norm_eps=1e-05 use_streaming=false sliding_window=250 layer_scale_initial_scale=0.01 attention_bias=false tie_word_embeddings=true rope_theta=10000.0
mimi_decoder < mimi: 
mimi_encoder < mimi: 
mimo_v2_flash < beam: -num_experts -final_logit_softcapping num_attention_heads=64 num_key_value_heads=4 max_position_embeddings=131072 rms_norm_eps=1e-05 moe_intermediate_size=2048 n_routed_experts=256 routed_scaling_factor=1.0 n_group=1 topk_group=1 head_dim=192 v_head_dim=128 sliding_window=129 attention_value_scale=0.707
minicpm3 < esmc: num_key_value_heads=40 max_position_embeddings=32768 rms_norm_eps=1e-05 tie_word_embeddings=true kv_lora_rank=256 q_lora_rank=768 qk_nope_head_dim=64 qk_rope_head_dim=32 v_head_dim=? scale_emb=12 scale_depth=1.4 dim_model_base=256
minicpm_ocr < deepseek_vl: insert_layer_id=6 image_token_id=null video_token_id=null downsample_mode="4x" merge_kernel_size=[2,2] merger_times=1
minicpm_ocr_vision < idefics2_vision: patch_size=16 insert_layer_id=6 window_kernel_size=[2,2]
minicpmv4_6 < minicpm_ocr: image_size=448 drop_vision_last_layer=false tie_word_embeddings=false downsample_mode="16x"
minicpmv4_6_vision < minicpm_ocr_vision: 
minicpmv4_7 < minicpmv4_6: -drop_vision_last_layer image_start_id=null image_end_id=null slice_start_id=null slice_end_id=null newline_id=null
minicpmv4_7_vision < minicpm_ocr_vision: 
minimax < cwm: -mlp_bias num_attention_heads=32 head_dim=null sliding_window=null num_experts_per_tok=2 num_local_experts=8 block_size=256 full_attn_alpha_factor=1 full_attn_beta_factor=1 linear_attn_alpha_factor=1 linear_attn_beta_factor=1 mlp_alpha_factor=1 mlp_beta_factor=1
minimax_m2 < emu3_text_model: num_attention_heads=48 head_dim=128 max_position_embeddings=196608 rms_norm_eps=1e-06 num_experts_per_tok=8 num_local_experts=256 rope_theta=5000000.0
minimax_m3_vl: image_token_index=200025 video_token_index=200026 projector_hidden_size=6144 tie_word_embeddings=false
minimax_m3_vl_text < gpt_oss: -sliding_window -attention_bias num_key_value_heads=4 head_dim=128 max_position_embeddings=524288 rms_norm_eps=1e-06 dense_intermediate_size=12288 shared_intermediate_size=3072 routed_scaling_factor=2.0 rotary_dim=64 mlp_layer_types=? index_n_heads=4 index_head_dim=128 index_block_size=128 index_topk_blocks=16 index_local_blocks=1 rope_theta=5000000.0
minimax_m3_vl_vision < idefics_vision: -embed_dim image_size=2016 temporal_patch_size=2 spatial_merge_size=2 rope_theta=10000.0
ministral < exaone4: -sliding_window_pattern num_key_value_heads=8 head_dim=null max_position_embeddings=131072 rms_norm_eps=1e-06
ministral3 < emu3_text_model: head_dim=128 max_position_embeddings=262144 sliding_window=null
mistral < ministral: -layer_types head_dim=?
mistral3 < aria: image_token_index=10 projector_hidden_act="gelu" multimodal_projector_bias=false spatial_merge_size=2 tie_word_embeddings=true
mistral4 < axk1: -mlp_layer_types num_attention_heads=32 num_key_value_heads=32 n_routed_experts=128 routed_scaling_factor=1.0 kv_lora_rank=256 q_lora_rank=1024 qk_nope_head_dim=64 n_group=1 topk_group=1 num_experts_per_tok=4 first_k_dense_replace=0 max_position_embeddings=1048576
mistral_large4 < mistral3: tie_word_embeddings=false
mistral_large4_text < glm_moe_dsa: -q_lora_rank -norm_topk_prob -mlp_bias moe_intermediate_size=6144 n_routed_experts=128 routed_scaling_factor=1.0 v_head_dim=128 qk_nope_head_dim=64 num_experts_per_tok=4 max_position_embeddings=1048576 first_k_dense_replace=1 no_rope_layers=? kv_source_layers=? final_logit_softcapping=30.0
mixtral < ministral3: head_dim=null max_position_embeddings=131072 num_experts_per_tok=2 num_local_experts=8
mlcd < idefics_vision: -embed_dim num_key_value_groups=1 image_size=336 rope_theta=10000.0
mlcd_vision_model < mlcd: 
mllama: image_token_index=128256
mllama_text_model < emu3_text_model: max_position_embeddings=131072 cross_attention_layers=? rope_theta=500000.0
mllama_vision_model: hidden_act="gelu" num_global_layers=8 attention_heads=16 num_channels=3 vision_output_dim=7680 image_size=448 patch_size=14 norm_eps=1e-05 max_num_tiles=4 intermediate_layers_indices=? supported_aspect_ratios=?
mm-grounding-dino < grounding-dino: -two_stage_bbox_embed_share decoder_cls_embed_share=true
mobilebert < albert: -num_hidden_groups -inner_group_num num_attention_heads=4 hidden_act="relu" trigram_input=true use_bottleneck=true intra_bottleneck_size=128 use_bottleneck_attention=false key_query_shared_bottleneck=true num_feedforward_networks=4 normalization_type="no_norm" classifier_activation=true
mobilenet_v1: num_channels=3 image_size=224 depth_multiplier=1.0 min_depth=8 hidden_act="relu6" tf_padding=true layer_norm_eps=0.001
mobilenet_v2 < mobilenet_v1: depth_divisible_by=8 expand_ratio=6.0 output_stride=32 first_layer_is_expansion=true finegrained_output=true
mobilevit < clipseg_vision_model: image_size=256 patch_size=2 hidden_sizes=[144,192,240] neck_hidden_sizes=[16,32,64,96,128,160,640] num_attention_heads=4 mlp_ratio=2.0 expand_ratio=4.0 hidden_act="silu" conv_kernel_size=3 output_stride=32 qkv_bias=true aspp_out_channels=256 atrous_rates=[6,12,18]
mobilevitv2 < mobilevit: -hidden_sizes -neck_hidden_sizes -num_attention_heads -mlp_ratio -qkv_bias expand_ratio=2.0 hidden_act="swish" aspp_out_channels=512 n_attn_blocks=[2,4,3] base_attn_unit_dims=[128,192,256] width_multiplier=1.0 ffn_multiplier=2
modernbert < granite_speech5_ctc: num_attention_heads=12 hidden_activation="gelu" max_position_embeddings=8192 norm_eps=1e-05 norm_bias=false attention_bias=false layer_types=? local_attention=128 mlp_bias=false decoder_bias=true classifier_pooling="cls" classifier_bias=false classifier_activation="gelu" sparse_prediction=false
modernbert-decoder < modernbert: -classifier_pooling -sparse_prediction
modernvbert < deepseek_ocr2: image_token_id=50407 pixel_shuffle_factor=4 classifier_pooling="cls" classifier_bias=false
molmo2: image_start_token_id=151936 low_res_image_start_token_id=151940 image_end_token_id=151937 image_patch_id=151938 frame_start_token_id=151943 frame_end_token_id=151944 tie_word_embeddings=false
molmo2_adapter: vision_feature_layer=? num_attention_heads=16 num_key_value_heads=16 head_dim=72 attention_bias=true hidden_act="silu" text_hidden_size=3584 mlp_bias=false
molmo2_text < glm: num_key_value_heads=8 additional_vocab_size=128 attention_bias=false qk_norm_type="qwen3" max_position_embeddings=36864 rope_scaling_layers=? rms_norm_eps=1e-06 norm_after=false
molmo2_vision < idefics3_vision: num_key_value_heads=16 head_dim=72 image_size=? patch_size=14 num_position_embeddings=? attention_bias=true
moonshine < canary: encoder_num_hidden_layers=6 decoder_num_hidden_layers=6 encoder_num_attention_heads=8 decoder_num_attention_heads=8 encoder_num_key_value_heads=? decoder_num_key_value_heads=? pad_head_dim_to_multiple_of=null encoder_hidden_act="gelu" decoder_hidden_act="silu" max_position_embeddings=512 decoder_start_token_id=1 attention_bias=false rope_theta=10000.0
moonshine_streaming < cohere_asr: -num_key_value_heads hidden_act="silu" max_position_embeddings=4096 attention_bias=false pad_head_dim_to_multiple_of=null rope_theta=10000.0
moonshine_streaming_encoder < canary_decoder: hidden_act="gelu" max_position_embeddings=4096 attention_bias=false sample_rate=16000 frame_ms=5.0 sliding_windows=? head_dim=?
moshi < mistral: num_key_value_heads=? audio_vocab_size=null max_position_embeddings=3000 sliding_window=3000 rms_norm_eps=1e-08 num_codebooks=8
moshi_depth < moshi: -rope_theta input_size=4096 num_attention_heads=16 audio_vocab_size=2048 max_position_embeddings=9 sliding_window=8
moss_transcribe_diarize < audioflamingo3: audio_token_id=151671 projector_hidden_act="silu" audio_merge_size=4 audio_chunk_size=480000 tie_word_embeddings=true
moss_transcribe_diarize_audio < audioflamingo3_encoder: -scale_embedding num_mel_bins=80 num_attention_heads=16
mpnet < align_text_model: -type_vocab_size relative_attention_num_buckets=32 tie_word_embeddings=true
mpt < dbrx: -rope_theta expansion_ratio=4 layer_norm_epsilon=1e-05 learned_pos_emb=true init_device="cpu" logit_scale=null no_bias=true embedding_fraction=1.0 norm_type="low_precision_layernorm" tie_word_embeddings=true
mra < bert: -is_decoder type_vocab_size=1 layer_norm_eps=1e-05 block_per_row=4 approx_mode="full" initial_prior_first_n_blocks=0 initial_prior_diagonal_n_blocks=0
mt5 < longt5: -local_radius -global_block_size -encoder_attention_type num_heads=6 feed_forward_proj="gated-gelu" decoder_start_token_id=0
muse_glimmer: image_token_id=200092 video_token_id=200091 out_hidden_size=6144 projector_hidden_size=4096 projector_hidden_act="gelu"
muse_glimmer_assistant < cwm: -tie_word_embeddings -mlp_bias num_attention_heads=32 sliding_window=2048 block_size=16 target_layer_ids=? rope_theta=500000.0
muse_glimmer_text < glm: -hidden_act hidden_activation="silu" rms_norm_eps=1e-05 attention_bias=false sliding_window=2048 layer_types=? final_logit_softcapping=20.0 qk_scale_factor=3.87 output_multiplier=0.19611613513818404 post_norm_eps=1e-08 layer_rope_theta=?
muse_glimmer_vision < mlcd: -num_key_value_groups -num_channels -image_size pos_emb_height=32 pos_emb_width=32 patch_temporal=2 merge_size=2 max_position_embeddings=1024 layer_types=?
muse_spark < muse_glimmer: audio_token_id=200038
muse_spark_audio: patch_sizes=[16,6,5,4] hidden_sizes=[256,512,1024,2048] depths=[2,2,2,2] mlp_ratio=4.0 conv_kernel_size=7 hidden_act="gelu" rms_norm_eps=1e-06 out_hidden_size=8192
muse_spark_text < muse_glimmer_text: -hidden_activation num_attention_heads=128 num_key_value_heads=16 head_dim=64 max_position_embeddings=1048576 qk_scale_factor=5.4730064863875 output_multiplier=0.1767766952966369 hidden_act="silu" moe_intermediate_size=4096 num_local_experts=256 num_experts_per_tok=8 routed_scaling_factor=1.0 moe_hidden_size=4096 mlp_layer_types=? residual_gate_temperature=0.3 rope_theta=500000.0
muse_spark_vision < muse_glimmer_vision: 
musicflamingo < audioflamingo3: audio_bos_token_id=151670 audio_eos_token_id=151671 audio_frame_step=0.01 rope_theta=1200.0
musicgen: 
musicgen_decoder < bert-generation: -hidden_act -layer_norm_eps max_position_embeddings=2048 activation_function="gelu" scale_embedding=false num_codebooks=4 audio_channels=1 tie_word_embeddings=false cross_attention_hidden_size=null
musicgen_melody: num_chroma=12 chroma_length=235
musicgen_melody_decoder < musicgen_decoder: -cross_attention_hidden_size
mvp < bart: use_prompt=false prompt_length=100 prompt_mid_dim=800
nanochat < bitnet: num_attention_heads=6 num_key_value_heads=? rms_norm_eps=1e-06 final_logit_softcapping=15.0 rope_theta=10000.0
nemo_speechlm: audio_token_id=131072
nemotron < arcee: -rms_norm_eps num_attention_heads=48 num_key_value_heads=null norm_eps=1e-05
nemotron3_5_asr: decoder_hidden_size=640 num_decoder_layers=2 hidden_act="relu" max_symbols_per_step=10 blank_token_id=13087 num_prompts=128 prompt_intermediate_size=2048 default_prompt_id=101
nemotron3_5_transcribe_asr_audio < glmasr_encoder: num_attention_heads=10 max_position_embeddings=5000 subsampling_factor=8
nemotron3_5_transcribe_audio: speaker_activity_threshold=0.5
nemotron3_5_transcribe_word_timestamp < glmasr_encoder: -num_mel_bins num_attention_heads=16 max_position_embeddings=5000 blank_token_id=23862 residual_scale=0.1 upsampling_factor=2
nemotron3_diarization: chunk_length=340 chunk_right_context=40 chunk_left_context=0 fifo_length=40 speaker_cache_update_period=300
nemotron3_diarization_audio < nemotron3_5_transcribe_asr_audio: num_attention_heads=8
nemotron_asr_streaming < nemotron3_5_asr: -num_prompts -prompt_intermediate_size -default_prompt_id blank_token_id=1024
nemotron_asr_streaming_encoder < nemotron3_diarization_audio: -num_key_value_heads -rope_theta hidden_act="silu" attention_bias=true convolution_bias=true conv_kernel_size=9 subsampling_conv_channels=256 num_mel_bins=80 subsampling_conv_kernel_size=3 subsampling_conv_stride=2 scale_input=true sliding_window=71 default_num_lookahead_tokens=13
nemotron_h < mamba2: -num_heads -state_size -hidden_act -time_step_rank layers_block_type=? num_logits_to_keep=1 num_attention_heads=32 num_key_value_heads=8 head_dim=128 max_position_embeddings=4096 attention_bias=false sliding_window=null mlp_hidden_act="relu2" mlp_bias=false ssm_state_size=128 mamba_num_heads=128 mamba_head_dim=64 mamba_hidden_act="silu" chunk_size=128 mamba_proj_bias=false n_routed_experts=8 n_shared_experts=1 moe_intermediate_size=7688 moe_shared_expert_intermediate_size=7688 moe_latent_size=null moe_shared_expert_overlap=true num_experts_per_tok=2 routed_scaling_factor=1.0 n_group=1 topk_group=1 norm_topk_prob=true num_nextn_predict_layers=0 mtp_layers_block_type=? residual_in_fp32=false rescale_prenorm_residual=true
nemotron_h_omni: audio_config=null force_image_size=null downsample_ratio=0.5 projector_hidden_size=4096 vision_hidden_size=1280 video_pruning_rate=0.0 video_temporal_patch_size=2 image_token_id=null video_token_id=null audio_token_id=null
neomme < cosmos3_edge_text: -rms_norm_eps -rope_theta embedding_rank=256 num_key_value_heads=4 head_dim=64 max_position_embeddings=16384 norm_eps=1e-06 layer_types=? sliding_window=256 residual_multiplier=? patch_size=32 embedding_dim=128 document_token_id=5 image_token_id=6 tie_word_embeddings=true
neucodec < blt_global_transformer: num_key_value_heads=16 rms_norm_eps=1e-06 attention_bias=false head_dim=64 encoder_hidden_size=48 downsampling_ratios=[2,2,4,4,5] quantization_dim=2048 quantization_levels=[4,4,4,4,4,4,4,4] input_sampling_rate=16000 output_sampling_rate=24000 rope_theta=10000.0
nllb-moe < m2m_100: router_bias=false router_ignore_padding_tokens=false num_experts=128 expert_capacity=64 encoder_sparse_step=4 decoder_sparse_step=4 second_expert_policy="all" normalize_router_prob_before_dropping=false batch_prioritized_routing=false moe_eval_capacity_token_fraction=1.0
nomic_bert < align_text_model: hidden_act="silu" max_position_embeddings=2048 head_dim=? rope_theta=1000.0
nystromformer < bert: -is_decoder hidden_act="gelu_new" max_position_embeddings=510 segment_means_seq_len=64 num_landmarks=64 conv_kernel_size=65 inv_coeff_init_option=false layer_norm_eps=1e-05
olmo < diffllama: -rms_norm_eps -lambda_std_dev -head_dim clip_qkv=null
olmo2 < diffllama: -lambda_std_dev -head_dim
olmo3 < olmo2: -rope_theta sliding_window=4096 layer_types=?
olmo_hybrid < olmo2: num_attention_heads=30 max_position_embeddings=65536 rms_norm_eps=1e-06 layer_types=? linear_num_key_heads=? linear_num_value_heads=? linear_key_head_dim=? linear_value_head_dim=? linear_a_log_min=0.0 linear_a_log_max=16.0 linear_dt_min=0.001 linear_dt_max=0.1 linear_dt_init_floor=0.0001 linear_conv_kernel_dim=4 linear_allow_neg_eigval=true
olmoe < blt_global_transformer: attention_bias=false clip_qkv=null num_experts_per_tok=8 num_experts=64 norm_topk_prob=false rope_theta=10000.0
omdet-turbo: apply_layernorm_after_vision_backbone=true image_size=640 layer_norm_eps=1e-05 batch_norm_eps=1e-05 text_projection_in_dim=512 text_projection_out_dim=512 task_encoder_hidden_dim=1024 class_embed_dim=512 class_distance_type="cosine" num_queries=900 csp_activation="silu" conv_norm_activation="gelu" encoder_feedforward_activation="relu" hidden_expansion=1 encoder_hidden_dim=null vision_features_channels=[256,256,256] encoder_in_channels=[192,384,768] encoder_projection_indices=[2] encoder_attention_heads=8 encoder_dim_feedforward=2048 encoder_layers=1 positional_encoding_temperature=10000 num_feature_levels=3 decoder_hidden_dim=256 decoder_num_heads=8 decoder_num_layers=6 decoder_activation="relu" decoder_dim_feedforward=2048 decoder_num_points=4 eval_size=null learn_initial_query=false cache_size=100
oneformer < mask2former: -feature_size -mask_feature_size -activation_function -enforce_input_projection -feature_strides num_queries=150 contrastive_weight=0.5 contrastive_temperature=0.07 layer_norm_eps=1e-05 is_training=false strides=[4,8,16,32] task_seq_len=77 text_encoder_width=256 text_encoder_context_length=77 text_encoder_num_layers=6 text_encoder_vocab_size=49408 text_encoder_proj_layers=2 text_encoder_n_ctx=16 conv_dim=256 mask_dim=256 norm="GN" use_task_norm=true enforce_input_proj=false query_dec_layers=2
openai-gpt < gpt-sw3: -activation_function -scale_attn_weights -scale_attn_by_inverse_layer_idx -reorder_and_upcast_attn -add_cross_attention n_positions=512 afn="gelu"
openai_privacy_filter < gpt_oss: -hidden_act -layer_types num_attention_heads=14 num_key_value_heads=2
opt < granite_speech5_ctc: max_position_embeddings=2048 do_layer_norm_before=true _remove_final_layer_norm=false word_embed_proj_dim=? num_attention_heads=12 activation_function="relu" enable_bias=true layer_norm_elementwise_affine=true
ovis2 < deepseek_vl: image_token_id=151665 visual_indicator_token_ids=[151666,151667,151668,151669,151670]
ovis2_vision < aimv2_vision_model: -use_head -is_native hidden_stride=1 num_visual_indicator_tokens=5 tokenize_function="softmax"
owlv2 < chinese_clip: 
owlv2_text_model < clipseg_text_model: max_position_embeddings=16
owlv2_vision_model < git_vision_model: image_size=768
owlvit < chinese_clip: 
owlvit_text_model < owlv2_text_model: 
owlvit_vision_model < clipseg_vision_model: image_size=768
paddleocr_vl < deepseek_vl: image_token_id=100295 video_token_id=100296 vision_start_token_id=101305 vision_end_token_id=101306
paddleocr_vl_text < ernie4_5: 
paddleocr_vl_vision < cosmos3_edge_vision: -num_patches image_size=384 patch_size=14 rope_theta=10000.0
paligemma < granite_speech5_ctc: image_token_index=256000 projection_dim=2048
parakeet_ctc: 
parakeet_encoder < nemotron_asr_streaming_encoder: -sliding_window -default_num_lookahead_tokens
parakeet_rnnt < nemotron_asr_streaming: blank_token_id=8192
parakeet_tdt < parakeet_rnnt: durations=[0,1,2,3,4]
patchtsmixer: context_length=32 patch_length=8 num_input_channels=1 patch_stride=8 num_parallel_samples=100 expansion_factor=2 mode="common_channel" gated_attn=true norm_mlp="LayerNorm" self_attn=false self_attn_heads=1 use_positional_encoding=false positional_encoding_type="sincos" scaling="std" norm_eps=1e-05 mask_type="random" random_mask_ratio=0.5 num_forecast_mask_patches=[2] mask_value=0 channel_consistent_masking=true unmasked_channel_indices=null distribution_output="student_t" prediction_length=16 prediction_channel_indices=null num_targets=3 output_range=null head_aggregation="max_pool"
patchtst < patchtsmixer: -expansion_factor -mode -gated_attn -norm_mlp -self_attn -self_attn_heads -use_positional_encoding -prediction_channel_indices -head_aggregation patch_length=1 patch_stride=1 num_attention_heads=4 share_embedding=true channel_attention=false norm_type="batchnorm" bias=true activation_function="gelu" pre_norm=true use_cls_token=false share_projection=true do_mask_input=null channel_consistent_masking=false pooling_type="mean" prediction_length=24 num_targets=1
pe_audio: 
pe_audio_encoder < olmo2: -tie_word_embeddings num_attention_heads=14 head_dim=128 max_position_embeddings=10000 rope_theta=20000
pe_audio_video < granite_speech5_ctc: 
pe_audio_video_encoder < pe_audio_encoder: 
pe_video: 
pe_video_encoder < pe_audio_encoder: 
pegasus < bart: decoder_start_token_id=0
pegasus_x < m2m_100: max_position_embeddings=16384 encoder_layers=16 decoder_layers=16 activation_function="gelu" decoder_start_token_id=0 num_global_tokens=32 block_size=512 stagger_local_blocks=true
perceiver: num_latents=256 d_latents=1280 num_blocks=1 num_self_attends_per_block=26 num_self_attention_heads=8 num_cross_attention_heads=8 qk_channels=null v_channels=null cross_attention_shape_for_attention="kv" self_attention_widening_factor=1 cross_attention_widening_factor=1 hidden_act="gelu" layer_norm_eps=1e-12 use_query_residual=true max_position_embeddings=2048 image_size=56 train_size=[368,496] num_frames=16 audio_samples_per_frame=1920 samples_per_patch=16 output_shape=[1,16,224,224] output_num_channels=512 _label_trainable_num_channels=1024
perception_lm: vision_use_cls_token=true projector_pooling_ratio=1 image_token_id=128002 video_token_id=128003 tie_word_embeddings=?
persimmon < clipseg_text_model: num_attention_heads=64 hidden_act="relu2" max_position_embeddings=16384 tie_word_embeddings=false qk_layernorm=true rope_theta=10000.0
phi < olmo: -attention_bias -clip_qkv hidden_act="gelu_new" layer_norm_eps=1e-05 qk_layernorm=false
phi3 < blt_global_transformer: num_attention_heads=32 original_max_position_embeddings=4096 sliding_window=null rope_theta=10000.0
phi4_multimodal < phi3: num_key_value_heads=8 max_position_embeddings=131072
phi4_multimodal_audio: num_blocks=24 num_attention_heads=16 activation="swish" chunk_size=-1 left_chunk=18 ext_pw_out_channel=1024 depthwise_separable_out_channel=1024 depthwise_multiplier=1 kernel_size=3 conv_activation="swish" input_size=80 conv_glu_type="swish" time_reduction=8 bias_max_distance=1000 bias_symmetric=false nemo_activation="relu" nemo_conv_channels=1024 downsample_rate=1 audio_token_id=200011 feature_layer=-2
phi4_multimodal_vision < idefics3_vision: image_size=448 patch_size=14 crop_size=448 image_token_id=200010 feature_layer=-2
phimoe < mixtral: -head_dim num_local_experts=16 attention_bias=false lm_head_bias=false
pi0: chunk_size=50 max_state_dim=32 max_action_dim=32 num_inference_steps=10 time_sampling_beta_alpha=1.5 time_sampling_beta_beta=1.0 time_sampling_scale=0.999 time_sampling_offset=0.001 min_period=0.004 max_period=4.0
pix2struct: is_vqa=false tie_word_embeddings=false
pix2struct_text_model < mt5: -num_decoder_layers -feed_forward_proj num_heads=12 dense_act_fn="gelu_new" tie_word_embeddings=false is_decoder=true add_cross_attention=false
pix2struct_vision_model < kosmos_2_5_vision_model: -head_dim -max_num_patches d_kv=64 num_attention_heads=12 seq_len=4096 relative_attention_num_buckets=32 relative_attention_max_distance=128
pixio < dinov2_with_registers: -layerscale_value -use_swiglu_ffn -num_register_tokens num_attention_heads=16 image_size=256 n_cls_tokens=8
pixtral < mlcd: -num_key_value_groups -layer_norm_eps image_size=1024 patch_size=16
plbart < bart: -decoder_start_token_id encoder_layers=6 encoder_ffn_dim=3072 encoder_attention_heads=12 decoder_layers=6 decoder_ffn_dim=3072 decoder_attention_heads=12 scale_embedding=true
pocket_tts < gradium_phonon_tts: -audio_prompt_dim -num_speakers -num_speakers_vocab_size -num_speakers_embedding_dim -duration_delta -duration_delta_embedding_dim -duration_delta_scale -duration_delta_max_period num_attention_heads=16 hidden_act="gelu_pytorch_tanh" audio_prompt_token_id=4000 audio_latent_token_id=4001 audio_prompt_bos_token_id=4002 audio_bos_token_id=4003
pocket_tts_audio_tokenizer < mimi: -codebook_size -codebook_dim -num_quantizers -vector_quantization_hidden_dimension -num_semantic_quantizers -tie_word_embeddings hidden_act="gelu_pytorch_tanh" latent_stride=16 latent_dim=32
pocket_tts_audio_tokenizer_decoder < pocket_tts_audio_tokenizer: 
pocket_tts_audio_tokenizer_encoder < pocket_tts_audio_tokenizer: 
poolformer: num_channels=3 patch_size=16 stride=16 pool_size=3 mlp_ratio=4.0 depths=[2,2,6,2] hidden_sizes=[64,128,320,512] patch_sizes=[7,3,3,3] strides=[4,2,2,2] padding=[2,1,1,1] num_encoder_blocks=4 hidden_act="gelu" use_layer_scale=true
pop2piano < mt5: -decoder_start_token_id composer_vocab_size=21 num_heads=8 dense_act_fn="relu"
pp_chart2table < got_ocr2: 
pp_chart2table_vision < got_ocr2_vision: 
pp_doclayout_v2 < d_fine: -with_box_refine -eval_idx -layer_scale -max_num_bins -reg_scale -depth_mult -top_prob_values -lqe_hidden_dim -lqe_layers -decoder_offset_scale -decoder_method -up -tie_word_embeddings class_thresholds=null class_order=null
pp_doclayout_v3 < pp_doclayout_v2: -class_thresholds -class_order tie_word_embeddings=true mask_feature_channels=[64,64] x4_feat_dim=128 num_prototypes=32 label_noise_ratio=0.4 box_noise_scale=0.4 mask_enhanced=true global_pointer_head_size=64
pp_doclayout_v4 < pp_doclayout_v2: -label_noise_ratio -box_noise_scale -learn_initial_query -class_thresholds -class_order initializer_bias_prior_prob=? tie_word_embeddings=true global_pointer_head_size=64 num_coords=10 s2r_steps=3 s2r_damping=0.5 s2r_closure_weight_init=0.0
pp_formulanet: 
pp_formulanet_text < m2m_100: -encoder_ffn_dim max_position_embeddings=2560 decoder_layers=8 decoder_ffn_dim=2048 activation_function="gelu" tie_word_embeddings=false
pp_formulanet_vision < got_ocr2_vision: image_size=512 post_conv_in_channels=256 post_conv_out_channels=1024 post_conv_mid_channels=512 decoder_hidden_size=512
pp_lcnet: scale=1.0 block_configs=? stem_channels=16 stem_stride=2 reduction=4 class_expand=1280 divisor=8 hidden_act="hardswish" _out_features=null _out_indices=null
pp_lcnet_v3 < pp_lcnet: -class_expand conv_symmetric_num=4
pp_lcnet_v4 < pp_lcnet: -stem_stride -class_expand -divisor stem_channels=[3,48,96] hidden_act="relu" num_channels=3 stem_strides=[2,1,1,2,1] stem_type="large" use_learnable_affine_block=false
pp_ocrv5_mobile_det: reduction=4 neck_out_channels=96 interpolate_mode="nearest" kernel_list=[3,2,2] layer_list_out_channels=[12,18,42,360]
pp_ocrv5_mobile_rec: hidden_act="silu" mlp_ratio=2.0 depth=2 head_out_channels=18385 conv_kernel_size=? qkv_bias=true num_attention_heads=8 layer_norm_eps=1e-06
pp_ocrv5_server_det: interpolate_mode="nearest" neck_out_channels=256 reduce_factor=2 intraclass_block_number=4 intraclass_block_config=null scale_factor=2 scale_factor_list=null hidden_act="relu" kernel_list=null
pp_ocrv5_server_rec < pp_ocrv5_mobile_rec: 
pp_ocrv6_medium_det < pp_ocrv5_server_det: -hidden_act
pp_ocrv6_small_det < pp_ocrv5_mobile_det: dilated_kernel_size=7
pp_ocrv6_small_rec < pp_ocrv5_mobile_rec: head_out_channels=18714
pp_ocrv6_tiny_rec: head_out_channels=6625
prompt_depth_anything < depth_anything: 
prophetnet < canary: activation_function="gelu" encoder_ffn_dim=4096 num_encoder_layers=12 num_encoder_attention_heads=16 decoder_ffn_dim=4096 num_decoder_layers=12 num_decoder_attention_heads=16 max_position_embeddings=512 add_cross_attention=true decoder_start_token_id=0 ngram=2 num_buckets=32 relative_max_distance=128 eps=0.0 is_decoder=false
pvt < blip_2_vision_model: -patch_size num_channels=3 num_encoder_blocks=4 depths=[2,2,2,2] sequence_reduction_ratios=[8,4,2,1] hidden_sizes=[64,128,320,512] patch_sizes=[4,2,2,2] strides=[4,2,2,2] num_attention_heads=[1,2,5,8] mlp_ratios=[8,8,4,4]
pvt_v2 < pvt: -sequence_reduction_ratios image_size=[224,224] sr_ratios=[8,4,2,1] hidden_sizes=[32,64,160,256] patch_sizes=[7,3,3,3] linear_attention=false _out_features=null _out_indices=null
qianfan_ocr < internvl: tie_word_embeddings=false
qianfan_ocr_vision < internvl_vision: attention_bias=true
qwen2 < deepseek_ocr2_encoder: 
qwen2_5_omni: enable_audio_output=true
qwen2_5_omni_audio_encoder < audioflamingo3_encoder: -num_attention_heads encoder_layers=32 encoder_attention_heads=20 encoder_ffn_dim=5120 n_window=100 output_dim=3584
qwen2_5_omni_bigvgan: mel_dim=80 upsample_initial_channel=1536 resblock_kernel_sizes=[3,7,11] resblock_dilation_sizes=[[1,3,5],[1,3,5],[1,3,5]] upsample_rates=[5,3,2,2,2,2] upsample_kernel_sizes=[11,7,4,4,4,4]
qwen2_5_omni_dit: num_attention_heads=16 ff_mult=2 emb_dim=512 head_dim=64 max_position_embeddings=32768 block_size=24 look_ahead_layers=[10] look_backward_layers=[0,20] repeats=2 num_embeds=8193 mel_dim=80 enc_emb_dim=192 enc_dim=128 enc_channels=[256,256,256,256,768] enc_kernel_sizes=[5,3,3,3,1] enc_dilations=[1,2,3,4,1] enc_attention_channels=64 enc_res2net_scale=2 enc_se_channels=64 rope_theta=10000.0
qwen2_5_omni_talker < deepseek_ocr2_encoder: audio_token_index=151646 image_token_index=151655 video_token_index=151656 tts_text_start_token_id=151860 tts_text_end_token_id=151861 tts_text_pad_token_id=151859 tts_codec_start_token_id=8293 tts_codec_end_token_id=8294 tts_codec_pad_token_id=8292 tts_codec_mask_token_id=8296 vision_start_token_id=151652 vision_end_token_id=151653 embedding_size=3584 num_attention_heads=28 num_key_value_heads=4 head_dim=128 position_id_per_seconds=25 seconds_per_chunk=2 audio_start_token_id=151647 audio_end_token_id=151648 spatial_merge_size=2 rope_theta=1000000.0
qwen2_5_omni_text < deepseek_ocr2_encoder: num_attention_heads=28 num_key_value_heads=4 tie_word_embeddings=true rope_theta=1000000.0
qwen2_5_omni_thinker: audio_token_index=151646 image_token_index=151655 video_token_index=151656 position_id_per_seconds=25 seconds_per_chunk=2 audio_start_token_id=151647 audio_end_token_id=151648 user_token_id=872 tie_word_embeddings=false
qwen2_5_omni_token2wav: 
qwen2_5_omni_vision_encoder < exaone4_5_vision: -num_key_value_heads
qwen2_5_vl < cosmos3_omni: 
qwen2_5_vl_text < qwen2_5_omni_text: -tie_word_embeddings num_attention_heads=64 num_key_value_heads=8 rms_norm_eps=1e-05 max_window_layers=80
qwen2_5_vl_vision < qwen2_5_omni_vision_encoder: tokens_per_second=4
qwen2_audio: audio_token_index=151646
qwen2_audio_encoder < qwen2_5_omni_audio_encoder: -n_window -output_dim
qwen2_moe < deepseek_ocr2_encoder: num_attention_heads=16 num_key_value_heads=16 decoder_sparse_step=1 moe_intermediate_size=1408 shared_expert_intermediate_size=5632 num_experts_per_tok=4 num_experts=60 norm_topk_prob=false mlp_only_layers=? qkv_bias=true
qwen2_vl < cosmos3_omni: 
qwen2_vl_text < qwen2_5_vl_text: 
qwen2_vl_vision < ernie4_5_vl_moe_vision: -temporal_merge_size -rms_norm_eps embed_dim=1280 mlp_ratio=4 temporal_patch_size=2
qwen3 < deepseek_ocr2_encoder: head_dim=128 attention_bias=false
qwen3_5 < cohere_compass: image_token_id=248056 video_token_id=248057 vision_start_token_id=248053 vision_end_token_id=248054
qwen3_5_moe < qwen3_5: 
qwen3_5_moe_text < internlm3: -mlp_bias num_attention_heads=16 rms_norm_eps=1e-06 head_dim=256 linear_conv_kernel_dim=4 linear_key_head_dim=128 linear_value_head_dim=128 linear_num_key_heads=16 linear_num_value_heads=32 moe_intermediate_size=512 shared_expert_intermediate_size=512 num_experts_per_tok=8 num_experts=256 layer_types=?
qwen3_5_moe_vision < cohere_compass_vision: -deepstack_visual_indexes
qwen3_5_text < qwen3_5_moe_text: -moe_intermediate_size -shared_expert_intermediate_size -num_experts_per_tok -num_experts num_key_value_heads=4
qwen3_5_vision < qwen3_5_moe_vision: 
qwen3_asr < fun_asr_nano: audio_token_id=151676 timestamp_token_id=151705 token_classification_bias=false
qwen3_asr_encoder < qwen2_5_omni_audio_encoder: -max_source_positions encoder_layers=24 encoder_attention_heads=16 encoder_ffn_dim=4096 n_window=50 n_window_infer=800 downsample_hidden_size=480 max_position_embeddings=13
qwen3_moe < deepseek_ocr2_encoder: -max_window_layers -layer_types num_key_value_heads=4 attention_bias=false decoder_sparse_step=1 moe_intermediate_size=768 num_experts_per_tok=8 num_experts=null norm_topk_prob=false mlp_only_layers=?
qwen3_next < qwen3_5_moe_text: decoder_sparse_step=1 num_experts_per_tok=10 num_experts=512 norm_topk_prob=true mlp_only_layers=?
qwen3_omni_moe < qwen2_5_omni: im_start_token_id=151644 im_end_token_id=151645 tts_pad_token_id=151671 tts_bos_token_id=151672 tts_eos_token_id=151673 system_token_id=8948 user_token_id=872 assistant_token_id=77091
qwen3_omni_moe_audio_encoder < qwen2_5_omni_audio_encoder: n_window=50 n_window_infer=800 conv_chunksize=500 downsample_hidden_size=480
qwen3_omni_moe_talker_code_predictor < qwen3: -use_sliding_window num_attention_heads=16 num_key_value_heads=8 sliding_window=null num_code_groups=32
qwen3_omni_moe_talker_text < qwen3_moe: -use_sliding_window num_attention_heads=16 num_key_value_heads=2 sliding_window=null moe_intermediate_size=384
qwen3_omni_moe_text < qwen3_moe: -tie_word_embeddings -use_sliding_window num_attention_heads=28 sliding_window=null num_experts=128 norm_topk_prob=true rope_theta=1000000.0
qwen3_omni_moe_thinker < cosmos3_omni: -vision_start_token_id -vision_end_token_id position_id_per_seconds=25 audio_start_token_id=151647 user_token_id=872 audio_token_id=151646
qwen3_omni_moe_vision_encoder < cohere_compass_vision: 
qwen3_vl < cosmos3_omni: 
qwen3_vl_moe < cosmos3_omni: 
qwen3_vl_moe_text < qwen3_omni_moe_talker_text: -sliding_window -norm_topk_prob num_key_value_heads=16 max_position_embeddings=128000 tie_word_embeddings=true moe_intermediate_size=1408 num_experts_per_tok=4 head_dim=? rope_theta=500000.0
qwen3_vl_moe_vision < cohere_compass_vision: 
qwen3_vl_text < pe_audio_encoder: num_attention_heads=32 num_key_value_heads=32 max_position_embeddings=128000 rms_norm_eps=1e-06 rope_theta=500000.0
qwen3_vl_vision < cohere_compass_vision: 
qwen4_exp < qwen3_5: 
qwen4_exp_text < qwen3_next: -decoder_sparse_step -mlp_only_layers hc_count=4 hc_lowrank=320 ple_layer_ids=? ple_embed_dim=? ple_conv_kernel_size=4 ngram_size=3 heads_per_ngram=8 ngram_vocab_size_base=20000000 make_ngram_vocab_size_divisible_by=128 seed=1234 split_ngram_parts=512 indexer_n_heads=null indexer_kv_heads=null indexer_head_dim=null indexer_budget=null indexer_compress_ratio=null output_gate_type=null
qwen4_exp_vision < qwen3_5_moe_vision: 
radio < blip_2_vision_model: mlp_ratio=4.0 use_swiglu_ffn=false layerscale_value=1.0 num_channels=3 patch_size=16 max_img_size=2048 num_cls_tokens=3 num_registers=7 video_temporal_patch_size=null patch_dim=? video_patch_dim=null summary_idxs=? norm_mean=[0.48145466,0.4578275,0.40821073] norm_std=[0.26862954,0.26130258,0.27577711]
rag < encoder-decoder: title_sep=? doc_sep=? n_docs=5 max_combined_length=300 retrieval_vector_size=768 retrieval_batch_size=8 dataset="wiki_dpr" dataset_split="train" index_name="compressed" use_dummy_dataset=false do_deduplication=true exclude_bos_score=false do_marginalize=false output_retrieved=false dataset_revision=null
recurrent_gemma < granite_speech5_ctc: num_attention_heads=10 lru_width=? attention_window_size=2048 conv1d_width=4 logits_soft_cap=30.0 rms_norm_eps=1e-06 hidden_activation="gelu_pytorch_tanh" block_types=["recurrent","recurrent","attention"] num_key_value_heads=? attention_bias=false w_init_variance_scale=0.01 rope_theta=10000.0
reformer < git: -num_image_with_embedding attention_head_size=64 attn_layers=? axial_norm_std=1.0 axial_pos_embds=true axial_pos_shape=[64,64] axial_pos_embds_dim=[64,192] chunk_size_lm_head=0 feed_forward_size=512 hash_seed=null hidden_act="relu" is_decoder=false local_num_chunks_before=1 local_num_chunks_after=0 local_attn_chunk_length=64 lsh_attn_chunk_length=64 lsh_num_chunks_before=1 lsh_num_chunks_after=0 max_position_embeddings=4096 num_buckets=null num_hashes=1
regnet: num_channels=3 embedding_size=32 hidden_sizes=[128,192,512,1088] depths=[2,6,12,2] groups_width=64 layer_type="y" hidden_act="relu" downsample_in_first_stage=true
rembert < bert: num_attention_heads=18 input_embedding_size=256 output_embedding_size=1664 tie_word_embeddings=false
resnet < regnet: -groups_width embedding_size=64 hidden_sizes=[256,512,1024,2048] depths=[3,4,6,3] layer_type="bottleneck" downsample_in_first_stage=false downsample_in_bottleneck=false
rf_detr < lw_detr: -projector_scale_factors -batch_norm_eps layer_norm_eps=1e-05 num_feature_levels=1 mask_point_sample_ratio=16 mask_downsample_ratio=4 segmentation_head_activation_function="gelu"
rf_detr_dinov2 < dinov2: num_windows=4
roberta < bert: 
roberta-prelayernorm < bert: 
roc_bert < bert: enable_pronunciation=true enable_shape=true pronunciation_embed_dim=768 pronunciation_vocab_size=910 shape_embed_dim=512 shape_vocab_size=24858 concat_input=true
roformer < bert: embedding_size=? max_position_embeddings=1536 rotary_value=false
rt_detr < pp_doclayout_v2: -class_thresholds -class_order with_box_refine=true
rt_detr_resnet < resnet: _out_features=null _out_indices=null
rt_detr_v2 < rt_detr: decoder_n_levels=3 decoder_offset_scale=0.5 decoder_method="default" tie_word_embeddings=true
rwkv: context_length=1024 attention_hidden_size=? layer_norm_epsilon=1e-05 rescale_every=6 tie_word_embeddings=false
sam < granite_speech5_ctc: 
sam2: 
sam2_hiera_det_model < idefics2_vision: -patch_size num_attention_heads=1 image_size=? patch_kernel_size=? patch_stride=? patch_padding=? query_stride=? window_positional_embedding_background_size=? num_query_pool_stages=3 blocks_per_stage=? embed_dim_per_stage=? num_attention_heads_per_stage=? window_size_per_stage=? global_attention_blocks=? mlp_ratio=4.0 hidden_act="gelu"
sam2_mask_decoder < edgetam_mask_decoder: 
sam2_prompt_encoder < edgetam_prompt_encoder: 
sam2_video < edgetam_video: -memory_attention_mlp_hidden_size -memory_attention_mlp_hidden_act -memory_attention_rope_k_sizes -perceiver_resampler_num_latents -perceiver_resampler_num_latents_2d -perceiver_resampler_hidden_size -perceiver_resampler_mlp_intermediate_size -perceiver_resampler_num_attention_heads -perceiver_resampler_attention_head_dim -perceiver_resampler_num_layers memory_attention_num_layers=4 memory_attention_feed_forward_hidden_size=2048 memory_attention_feed_forward_hidden_act="relu"
sam2_video_mask_decoder < edgetam_mask_decoder: 
sam2_video_prompt_encoder < edgetam_prompt_encoder: 
sam2_vision_model < edgetam_vision_model: 
sam3: 
sam3_detr_decoder: num_queries=200 num_attention_heads=8 hidden_act="relu" layer_norm_eps=1e-06
sam3_detr_encoder < sam3_detr_decoder: -num_queries
sam3_geometry_encoder < sam3_detr_encoder: roi_size=7
sam3_lite_text: 
sam3_lite_text_detr_decoder < sam3_detr_decoder: 
sam3_lite_text_detr_encoder < sam3_detr_encoder: 
sam3_lite_text_geometry_encoder < sam3_geometry_encoder: 
sam3_lite_text_mask_decoder < sam3_detr_encoder: -hidden_act num_upsampling_stages=3
sam3_lite_text_text_model < clip_text_model: hidden_act="gelu" use_repmixer_blocks=true repmixer_kernel_size=11
sam3_mask_decoder < sam3_lite_text_mask_decoder: 
sam3_tracker: 
sam3_tracker_mask_decoder < edgetam_mask_decoder: 
sam3_tracker_prompt_encoder < edgetam_prompt_encoder: image_size=1008 patch_size=14
sam3_tracker_video < sam2_video: -image_size max_cond_frame_num=4
sam3_tracker_video_mask_decoder < edgetam_mask_decoder: 
sam3_tracker_video_prompt_encoder < sam3_tracker_prompt_encoder: 
sam3_video: low_res_mask_size=288 score_threshold_detection=0.5 det_nms_thresh=0.1 assoc_iou_thresh=0.1 trk_assoc_iou_thresh=0.5 new_det_thresh=0.7 recondition_on_trk_masks=true hotstart_delay=15 hotstart_unmatch_thresh=8 hotstart_dup_thresh=8 suppress_unmatched_only_within_hotstart=true init_trk_keep_alive=30 max_trk_keep_alive=30 min_trk_keep_alive=-1 suppress_overlapping_based_on_recent_occlusion_threshold=0.7 decrease_trk_keep_alive_for_empty_masklets=false fill_hole_area=16 max_num_objects=10000 recondition_every_nth_frame=16 high_conf_thresh=0.8 high_iou_thresh=0.8
sam3_vision_model: fpn_hidden_size=256 backbone_feature_sizes=? scale_factors=? hidden_act="gelu" layer_norm_eps=1e-06
sam3_vit_model < mlcd: -num_key_value_groups image_size=1008 layer_norm_eps=1e-06 window_size=24 global_attn_indexes=? pretrain_image_size=336
sam_hq < granite_speech5_ctc: 
sam_hq_mask_decoder < edgetam_mask_decoder: -dynamic_multimask_via_stability -dynamic_multimask_stability_delta -dynamic_multimask_stability_thresh hidden_act="relu" layer_norm_eps=1e-06 vit_dim=768
sam_hq_prompt_encoder < edgetam_prompt_encoder: -scale
sam_hq_vision_model < deepseek_ocr2_sam_vision_model: -downsample_channels num_pos_feats=128
sam_mask_decoder < sam_hq_mask_decoder: -vit_dim
sam_prompt_encoder < sam_hq_prompt_encoder: 
sam_vision_model < sam_hq_vision_model: 
sapiens2 < dinov3_vit: -layer_norm_eps -apply_layernorm num_attention_heads=16 hidden_act="silu" key_bias=true use_gated_mlp=true num_register_tokens=8 use_mask_token=false rms_norm_eps=1e-06 normalize_backbone_outputs=true use_qk_norm=true num_key_value_heads_per_layer=? num_key_value_attention_heads=8 num_first_full_attention_layers=8 num_last_full_attention_layers=8 flip_pairs=null
sapiens2_head: upsample_out_channels=null upsample_kernel_sizes=null upsample_kernel_size=4 use_pixel_shuffle=null conv_out_channels=null conv_kernel_sizes=null conv_kernel_size=1 scale_conv_out_channels=null scale_conv_kernel_sizes=null scale_conv_kernel_size=1 scale_final_input_size=null scale_final_hidden_sizes=null
seamless_m4t < m2m_100: t2u_vocab_size=10082 layer_norm_eps=1e-05 encoder_layers=24 encoder_ffn_dim=8192 decoder_layers=24 decoder_ffn_dim=8192 decoder_start_token_id=3 speech_encoder_layers=24 speech_encoder_attention_heads=16 speech_encoder_intermediate_size=4096 speech_encoder_hidden_act="swish" add_adapter=true feature_projection_input_dim=160 num_conv_pos_embeddings=128 num_conv_pos_embedding_groups=16 adaptor_kernel_size=8 adaptor_stride=8 num_adapter_layers=1 position_embeddings_type="relative" rotary_embedding_base=10000 max_source_positions=4096 conv_depthwise_kernel_size=31 t2u_bos_token_id=0 t2u_pad_token_id=1 t2u_eos_token_id=2 t2u_decoder_start_token_id=2 t2u_max_new_tokens=1024 t2u_encoder_layers=6 t2u_encoder_ffn_dim=8192 t2u_encoder_attention_heads=16 t2u_decoder_layers=6 t2u_decoder_ffn_dim=8192 t2u_decoder_attention_heads=16 t2u_max_position_embeddings=2048 sampling_rate=16000 upsample_initial_channel=512 upsample_rates=[5,4,4,2,2] upsample_kernel_sizes=[11,8,8,4,4] resblock_kernel_sizes=[3,7,11] resblock_dilation_sizes=[[1,3,5],[1,3,5],[1,3,5]] leaky_relu_slope=0.1 unit_hifi_gan_vocab_size=10000 unit_embed_dim=1280 lang_embed_dim=256 spkr_embed_dim=256 vocoder_num_langs=36 vocoder_num_spkrs=200 variance_predictor_kernel_size=3 vocoder_offset=4
seamless_m4t_v2 < seamless_m4t: -num_conv_pos_embeddings -num_conv_pos_embedding_groups -rotary_embedding_base -max_source_positions -t2u_decoder_start_token_id -t2u_max_new_tokens char_vocab_size=10943 max_position_embeddings=4096 position_embeddings_type="relative_key" left_max_position_embeddings=64 right_max_position_embeddings=8 speech_encoder_chunk_size=20000 speech_encoder_left_chunk_num=128 t2u_max_position_embeddings=4096 t2u_variance_predictor_embed_dim=1024 t2u_variance_predictor_hidden_dim=256 t2u_variance_predictor_kernel_size=3
seed_oss < iquestcoder: num_attention_heads=80 max_position_embeddings=524288 rms_norm_eps=1e-06 attention_bias=true attention_out_bias=false
segformer < glpn: -max_depth -head_in_index decoder_hidden_size=256 reshape_last_stage=true
seggpt < blip_2_vision_model: image_size=[896,448] patch_size=16 num_channels=3 mlp_dim=? pretrain_image_size=224 decoder_hidden_size=64 use_relative_position_embeddings=true merge_index=2 intermediate_hidden_state_indices=[5,11,17,23] beta=0.01
sew < hubert: -feat_proj_layer_norm -conv_pos_batch_norm -do_stable_layer_norm squeeze_factor=2 conv_dim=? conv_stride=[5,2,1,2,1,2,1,2,1,2,1,2,1] conv_kernel=[10,3,1,3,1,3,1,3,1,2,1,2,1]
sew-d < sew: max_position_embeddings=512 position_buckets=256 share_att_key=true relative_attention=true pos_att_type=["p2c","c2p"] norm_rel_ebd="layer_norm" hidden_act="gelu_python" layer_norm_eps=1e-07 feature_layer_norm_eps=1e-05
shieldgemma2 < gemma3: 
siglip: 
siglip2: 
siglip2_text_model < sam3_detr_encoder: num_attention_heads=12 max_position_embeddings=64 hidden_act="gelu_pytorch_tanh" projection_size=?
siglip2_vision_model < cosmos3_edge_vision: -spatial_merge_size num_attention_heads=12 vision_use_head=true
siglip_text_model < siglip2_text_model: 
siglip_vision_model < idefics2_vision: patch_size=16 vision_use_head=true
slanet: post_conv_out_channels=96 out_channels=50 max_text_length=500 hidden_act="hardswish" csp_kernel_size=5 csp_num_blocks=1
slanext: post_conv_in_channels=256 post_conv_out_channels=512 out_channels=50 max_text_length=500
slanext_vision < got_ocr2_vision: image_size=512
smollm3 < qwen2_5_omni_text: -max_window_layers num_attention_heads=16 sliding_window=null no_rope_layers=? no_rope_layer_interval=4 attention_bias=false mlp_bias=false rope_theta=2000000.0
smolvlm < idefics3: 
smolvlm_vision < idefics3_vision: 
solar_open < glm4_moe: -first_k_dense_replace -use_qk_norm -num_mtp_layers num_attention_heads=64 moe_intermediate_size=1280 head_dim=128 rope_theta=1000000.0
speech-encoder-decoder: 
speech_to_text < m2m_100: -max_position_embeddings encoder_ffn_dim=2048 encoder_attention_heads=4 decoder_layers=6 decoder_ffn_dim=2048 decoder_attention_heads=4 max_source_positions=6000 max_target_positions=1024 num_conv_layers=2 conv_kernel_sizes=[5,5] conv_channels=1024 input_feat_per_channel=80 input_channels=1
speecht5 < hubert: -num_attention_heads -feat_proj_layer_norm -conv_pos_batch_norm -do_stable_layer_norm -use_weighted_layer_sum -classifier_proj_size encoder_layers=12 encoder_attention_heads=12 encoder_ffn_dim=3072 decoder_layers=6 decoder_ffn_dim=3072 decoder_attention_heads=12 scale_embedding=false decoder_start_token_id=2 num_mel_bins=80 speech_decoder_prenet_layers=2 speech_decoder_prenet_units=256 speaker_embedding_dim=512 speech_decoder_postnet_layers=5 speech_decoder_postnet_units=256 speech_decoder_postnet_kernel=5 reduction_factor=2 max_speech_positions=4000 max_text_positions=450 encoder_max_relative_position=160 tie_word_embeddings=true
speecht5_hifigan < fastspeech2_conformer_hifigan: sampling_rate=16000 upsample_rates=[4,4,4,4] upsample_kernel_sizes=[8,8,8,8] resblock_dilation_sizes=[[1,3,5],[1,3,5],[1,3,5]]
splinter < align_text_model: question_token_id=104
squeezebert < align_text_model: embedding_size=768 q_groups=4 k_groups=4 v_groups=4 post_attention_groups=1 intermediate_groups=4 output_groups=4 tie_word_embeddings=true
stablelm < phi: num_key_value_heads=32 hidden_act="silu" max_position_embeddings=4096 use_qkv_bias=false use_parallel_residual=false
starcoder2 < glm4v_text: -rms_norm_eps num_attention_heads=24 hidden_act="gelu_pytorch_tanh" max_position_embeddings=4096 norm_epsilon=1e-05 sliding_window=null use_bias=true tie_word_embeddings=true
step3p5 < cwm: -rope_theta num_attention_heads=64 max_position_embeddings=128000 num_experts_per_tok=8 num_local_experts=null mlp_layer_types=? moe_intermediate_size=1280 n_routed_experts=288 share_expert_dim=1280 sliding_window=null num_sliding_attention_heads=? attention_bias=false query_pre_attn_scalar=? moe_router_scaling_factor=1.0 swiglu_limits=null swiglu_limits_shared=null mtp_layer_types=null mtp_mlp_layer_types=null
step3p5_vision < kosmos_2_vision_model: image_size=728 mlp_ratio=5.833333333333333 max_position_embeddings=2704 rope_theta=10000.0
step3p7: projector_bias=false image_token_id=151679
superglue: keypoint_encoder_sizes=? gnn_layers_types=? num_attention_heads=4 sinkhorn_iterations=100 matching_threshold=0.0 is_decoder=false
superpoint: encoder_hidden_sizes=[64,64,128,128] decoder_hidden_size=256 keypoint_decoder_dim=65 descriptor_decoder_dim=256 keypoint_threshold=0.005 max_keypoints=-1 nms_radius=4 border_removal_distance=4
swiftformer: image_size=224 num_channels=3 depths=[3,3,6,4] embed_dims=[48,56,112,220] mlp_ratio=4 downsamples=[true,true,true,true] hidden_act="gelu" down_patch_size=3 down_stride=2 down_pad=1 drop_conv_encoder_rate=0.0 use_layer_scale=true batch_norm_eps=1e-05
swin < maskformer-swin: encoder_stride=32
swin2sr < donut-swin: image_size=64 patch_size=1 num_channels_out=? embed_dim=180 depths=[6,6,6,6,6,6] num_heads=[6,6,6,6,6,6] window_size=8 mlp_ratio=2.0 upscale=2 img_range=1.0 resi_connection="1conv" upsampler="pixelshuffle"
swinv2 < swin: pretrained_window_sizes=[0,0,0,0]
switch_transformers < pix2struct_text_model: -decoder_start_token_id expert_capacity=64 num_sparse_encoder_layers=3 num_decoder_layers=12 num_sparse_decoder_layers=3 num_experts=8 router_bias=false router_ignore_padding_tokens=false dense_act_fn="relu" add_router_probs=false tie_word_embeddings=true is_decoder=false
t5 < longt5: -local_radius -global_block_size -encoder_attention_type -tie_word_embeddings
t5_gemma_module < gemma2: -use_bidirectional_attention is_decoder=false
t5gemma < granite_speech5_ctc: 
t5gemma2 < granite_speech5_ctc: image_token_index=256001 eoi_token_index=?
t5gemma2_decoder < gemma3_text: -use_bidirectional_attention sliding_window=4096
t5gemma2_encoder < gemma3: 
t5gemma2_text < t5gemma2_decoder: 
table-transformer < detr: 
tapas < bert: -type_vocab_size max_position_embeddings=1024 type_vocab_sizes=[3,256,256,2,256,256,10] positive_label_weight=10.0 num_aggregation_labels=0 use_answer_as_supervision=null aggregation_temperature=1.0 use_gumbel_for_cells=false use_gumbel_for_aggregation=false average_approximation_function="ratio" cell_selection_preference=null max_num_rows=64 max_num_columns=32 average_logits_per_cell=false select_one_column=true allow_empty_column_selection=false init_cell_selection_weights_to_zero=false reset_position_index_per_cell=true aggregation_labels=null no_aggregation_label_index=null
textnet: stem_kernel_size=3 stem_stride=2 stem_num_channels=3 stem_out_channels=64 stem_act_func="relu" image_size=[640,640] conv_layer_kernel_sizes=? conv_layer_strides=? hidden_sizes=[64,64,128,256,512] batch_norm_eps=1e-05 _out_features=null _out_indices=null
time_series_transformer < autoformer: -label_length -moving_average -autocorrelation_factor scaling="mean"
timesfm: patch_length=32 context_length=512 horizon_length=128 freq_size=3 head_dim=80 num_attention_heads=16 tolerance=1e-06 rms_norm_eps=1e-06 quantiles=[0.1,0.2,0.3,0.4,0.5,0.6,0.7,0.8,0.9] pad_val=1123581321.0 use_positional_embedding=false min_timescale=1 max_timescale=10000
timesfm2_5 < gemma: -hidden_act -tie_word_embeddings -use_bidirectional_attention patch_length=32 context_length=16384 horizon_length=128 head_dim=80 quantiles=[0.1,0.2,0.3,0.4,0.5,0.6,0.7,0.8,0.9] output_quantile_len=1024 decode_index=5 use_bias=false activation="swish" use_continuous_quantile_head=true force_flip_invariance=true infer_is_positive=true max_position_embeddings=16384
timesformer < flava_image_model: -mask_token num_frames=8 layer_norm_eps=1e-06 attention_type="divided_space_time"
timm_backbone: backbone=null num_channels=3 features_only=true _out_indices=null freeze_batch_norm_2d=false output_stride=null
timm_wrapper: architecture="resnet50" do_pooling=true model_args=null
tipsv2: 
tipsv2_dpt: neck_hidden_sizes=? fusion_hidden_size=256 reassemble_factors=? readout_activation="gelu_pytorch_tanh" num_depth_bins=256 min_depth=0.001 max_depth=10.0 depth_decoder_activation="relu"
tipsv2_text_model < clipseg_text_model: num_attention_heads=12 max_position_embeddings=64 hidden_act="relu" scale_sqrt_depth=true pooling_epsilon=1e-08
tipsv2_vision_model < dinov2: -use_mask_token image_size=448 num_register_tokens=1
trocr < bart: -encoder_layers -encoder_ffn_dim -encoder_attention_heads max_position_embeddings=512 use_learned_position_embeddings=true layernorm_embedding=true cross_attention_hidden_size=null
tvp < align_text_model: visual_prompter_type="framepad" visual_prompter_apply="replace" visual_prompt_size=96 max_img_size=448 num_frames=48 max_grid_col_position_embeddings=100 max_grid_row_position_embeddings=100
udop < t5: num_heads=16 relative_bias_args=? max_2d_position_embeddings=1024 image_size=224 patch_size=16 num_channels=3 add_cross_attention=false tie_word_embeddings=true
ultrabert < llama: -rope_theta max_position_embeddings=32768 classifier_pooling="cls" sliding_window=128 layer_types=? prediction_head_size=768
ultravbert < modernvbert: -classifier_bias image_token_id=49191
umt5 < mt5: -tie_word_embeddings
unispeech < hubert: -feat_proj_layer_norm -conv_pos_batch_norm num_codevectors_per_group=320 num_codevector_groups=2 contrastive_logits_temperature=0.1 num_negatives=100 codevector_dim=256 proj_codevector_dim=256 num_ctc_classes=80 replace_prob=0.5
unispeech-sat < unispeech: -num_ctc_classes -replace_prob tdnn_dim=[512,512,512,512,1500] tdnn_kernel=[5,3,3,1,1] tdnn_dilation=[1,2,3,1,1] xvector_output_dim=512 num_clusters=504
univnet: model_in_channels=64 model_hidden_channels=32 num_mel_bins=100 resblock_kernel_sizes=[3,3,3] resblock_stride_sizes=[8,8,4] resblock_dilation_sizes=[[1,3,9,27],[1,3,9,27],[1,3,9,27]] kernel_predictor_num_blocks=3 kernel_predictor_hidden_channels=64 kernel_predictor_conv_size=3 leaky_relu_slope=0.2
unlimited_ocr < deepseek_ocr2: 
unlimited_ocr_sam_vision_model < got_ocr2_vision: downsample_channels=[512,1024]
unlimited_ocr_text < deepseek_ocr2_text: num_attention_heads=10 num_key_value_heads=10 max_position_embeddings=32768 n_group=1 topk_group=1 num_experts_per_tok=6 moe_intermediate_size=896 mlp_layer_types=? layer_types=? sliding_window=128
unlimited_ocr_vision: 
unlimited_ocr_vision_encoder < kosmos_2_vision_model: 
upernet: pool_scales=[1,2,3,6] use_auxiliary_head=true auxiliary_in_channels=null auxiliary_channels=256 auxiliary_num_convs=1 auxiliary_concat_input=false
uvdoc: hidden_act="prelu" padding_mode="reflect" kernel_size=5 bridge_connector=[128,128] out_point_positions2D=[[128,32],[32,2]]
uvdoc_backbone: _out_features=null _out_indices=null resnet_head=[[3,32],[32,32]] resnet_configs=? stage_configs=? kernel_size=5
vaultgemma < gemma2: -use_bidirectional_attention
vibevoice: audio_bos_token_id=151652 audio_eos_token_id=151653 audio_token_id=151654
vibevoice_acoustic_tokenizer: channels=1 kernel_size=7 rms_norm_eps=1e-05 num_filters=32 downsampling_ratios=[2,2,4,5,5,8] depths=[3,3,3,3,3,3,8] hidden_act="gelu" ffn_expansion=4 vae_std=0.625
vibevoice_acoustic_tokenizer_decoder < vibevoice_acoustic_tokenizer: 
vibevoice_acoustic_tokenizer_encoder < vibevoice_acoustic_tokenizer: 
vibevoice_asr: audio_token_id=151648 audio_bos_token_id=151646 audio_eos_token_id=151647 acoustic_tokenizer_chunk_size=1440000
vibevoice_diffusion: latent_size=64 rms_norm_eps=1e-05 hidden_act="silu" frequency_embedding_size=256 diffusion_max_period=10000 mlp_bias=false
video_llama_3 < cosmos3_omni: -vision_start_token_id -vision_end_token_id
video_llama_3_vision < idefics2_vision: -image_size patch_size=16 rope_theta=10000.0
video_llava < llava: video_token_index=32001 image_seq_length=256 video_seq_length=2056
videomae < flava_image_model: -qkv_bias -mask_token num_frames=16 tubelet_size=2 qv_bias=true use_mean_pooling=true decoder_num_attention_heads=6 decoder_hidden_size=384 decoder_num_hidden_layers=4 decoder_intermediate_size=1536
videomt < eomt: 
videoprism: 
videoprism_text_model < sam3_detr_encoder: num_attention_heads=12 max_position_embeddings=64 apply_l2norm=true qkv_bias=true attn_logit_softcapping=50.0
videoprism_vision_model < videoprism_text_model: -max_position_embeddings image_size=288 num_frames=16 tubelet_size=[1,18,18] num_channels=3 hidden_act="gelu_python" num_spatial_layers=12 num_temporal_layers=4 num_auxiliary_layers=2
vilt < flava_text_model: modality_type_vocab_size=2 max_position_embeddings=40 image_size=384 patch_size=32 num_channels=3 max_image_length=-1 tie_word_embeddings=true num_images=-1
vipllava < llava: -vision_feature_select_strategy -multimodal_projector_bias projector_layernorm_eps=1e-05 vision_feature_layer=[-2,-5,-8,-11,6]
vision-encoder-decoder: 
vision-text-dual-encoder < chinese_clip: 
visual_bert < align_text_model: visual_embedding_dim=512 bypass_transformer=false special_visual_initialize=true tie_word_embeddings=true
vit < deit: 
vit_mae < flava_image_model: -mask_token decoder_num_attention_heads=16 decoder_hidden_size=512 decoder_num_hidden_layers=8 decoder_intermediate_size=2048 mask_ratio=0.75
vit_msn < flava_image_model: -mask_token layer_norm_eps=1e-06
vitdet < lw_detr_vit: -num_windows image_size=224 residual_block_indices=[] use_relative_position_embeddings=false window_size=0
vitmatte: batch_norm_eps=1e-05 convstream_hidden_sizes=[48,96,192] fusion_hidden_sizes=[256,128,64,32]
vitpose: scale_factor=4 use_simple_decoder=true
vitpose_backbone < flava_image_model: -mask_token image_size=[256,192] patch_size=[16,16] mlp_ratio=4 num_experts=1 part_features=256 _out_features=? _out_indices=?
vits < fastspeech2_conformer_hifigan: -model_in_dim -normalize_before num_attention_heads=2 window_size=4 use_bias=true ffn_kernel_size=3 flow_size=192 spectrogram_bins=513 hidden_act="relu" layer_norm_eps=1e-05 use_stochastic_duration_prediction=true num_speakers=1 speaker_embedding_size=0 resblock_dilation_sizes=[[1,3,5],[1,3,5],[1,3,5]] depth_separable_channels=2 depth_separable_num_layers=3 duration_predictor_flow_bins=10 duration_predictor_tail_bound=5.0 duration_predictor_kernel_size=3 duration_predictor_num_flows=4 duration_predictor_filter_channels=256 prior_encoder_num_flows=4 prior_encoder_num_wavenet_layers=4 posterior_encoder_num_wavenet_layers=16 wavenet_kernel_size=5 wavenet_dilation_rate=1 speaking_rate=1.0 noise_scale=0.667 noise_scale_duration=0.8 sampling_rate=16000
vivit < ijepa: -patch_size num_frames=32 tubelet_size=[2,16,16] hidden_act="gelu_fast" layer_norm_eps=1e-06
vjepa2 < blip_2_vision_model: -image_size patch_size=16 crop_size=256 frames_per_clip=64 tubelet_size=2 in_chans=3 mlp_ratio=4.0 num_pooler_layers=3 pred_hidden_size=384 pred_num_attention_heads=12 pred_num_hidden_layers=12 pred_num_mask_tokens=10 pred_zero_init_mask_tokens=true pred_mlp_ratio=4.0
voxtral: audio_token_id=null projector_hidden_act="gelu"
voxtral_encoder < audioflamingo3_encoder: 
voxtral_realtime < glmasr: -audio_token_id audio_length_per_tok=8 default_num_delay_tokens=6 downsample_factor=4
voxtral_realtime_encoder < glm4v_text: -num_key_value_heads activation_function="gelu" num_mel_bins=128 max_position_embeddings=1500 sliding_window=750 head_dim=64
voxtral_realtime_text < mistral: -tie_word_embeddings
wav2vec2 < unispeech-sat: -num_clusters add_adapter=false adapter_kernel_size=3 adapter_stride=2 num_adapter_layers=3 output_hidden_size=? adapter_attn_dim=null
wav2vec2-bert < data2vec-audio: -feat_extract_activation -conv_dim -conv_stride -conv_kernel -conv_bias -num_conv_pos_embedding_groups -conv_pos_kernel_size -num_conv_pos_embeddings num_attention_heads=16 feature_projection_input_dim=160 hidden_act="swish" classifier_proj_size=768 num_adapter_layers=1 adapter_act="relu" use_intermediate_ffn_before_adapter=false position_embeddings_type="relative_key" rotary_embedding_base=10000 max_source_positions=5000 left_max_position_embeddings=64 right_max_position_embeddings=8 conv_depthwise_kernel_size=31
wav2vec2-conformer < wav2vec2: -do_stable_layer_norm -adapter_attn_dim position_embeddings_type="relative" rotary_embedding_base=10000 max_source_positions=5000 conv_depthwise_kernel_size=31
wavlm < wav2vec2: -adapter_attn_dim num_buckets=320 max_bucket_distance=800 num_ctc_classes=80
whisper < qwen2_audio_encoder: num_mel_bins=80 encoder_layers=4 encoder_attention_heads=6 decoder_layers=4 decoder_attention_heads=6 decoder_ffn_dim=1536 encoder_ffn_dim=1536 decoder_start_token_id=50257 max_target_positions=448 use_weighted_layer_sum=false classifier_proj_size=256 median_filter_width=7 tie_word_embeddings=true
xclip < chinese_clip: prompt_layers=2 prompt_alpha=0.1 prompt_hidden_act="quick_gelu" prompt_num_attention_heads=8
xclip_text_model < clipseg_text_model: 
xclip_vision_model < clipseg_vision_model: mit_hidden_size=512 mit_intermediate_size=2048 mit_num_hidden_layers=1 mit_num_attention_heads=8 num_frames=8
xcodec < higgs_audio_v2_tokenizer: -semantic_sample_rate -downsample_factor sample_rate=16000 codebook_dim=?
xcodec2 < neucodec: -input_sampling_rate -output_sampling_rate sampling_rate=16000
xglm < kosmos_2_text_model: -embed_dim -layers -layer_norm_eps attention_heads=16 decoder_start_token_id=2
xlm < flaubert: -pre_norm -bos_index -eos_index -pad_index
xlm-roberta < bert: 
xlm-roberta-xl < bridgetower_text_model: num_attention_heads=32 tie_word_embeddings=true
xlnet < granite_speech5_ctc: n_head=16 d_inner=4096 d_head=? ff_activation="gelu" attn_type="bi" layer_norm_eps=1e-12 mem_len=512 reuse_len=null use_mems_eval=true use_mems_train=false bi_data=false clamp_len=-1 same_length=false summary_type="last" summary_use_proj=true summary_activation="tanh" start_n_top=5 end_n_top=5
xlstm: embedding_dim=? num_blocks=? num_heads=8 use_bias=false norm_reduction_force_float32=true tie_word_embeddings=false add_out_norm=true norm_eps=1e-06 qk_dim_factor=0.5 v_dim_factor=1.0 chunkwise_kernel="chunkwise--native_autograd" sequence_kernel="native_sequence__native" step_kernel="native" mode="inference" chunk_size=64 return_last_states=true eps=1e-06 ffn_proj_factor=2.667 ffn_round_up_to_multiple_of=64 gate_soft_cap=15.0 output_logit_soft_cap=30.0 weight_mode="single" max_inference_chunksize=16384
xmod < bert: pre_norm=false adapter_reduction_factor=2 adapter_layer_norm=false adapter_reuse_layer_norm=true ln_before_adapter=true languages=["en_XX"] default_language=null
yolos < flava_image_model: -mask_token image_size=[512,864] num_detection_tokens=100 use_mid_position_embeddings=true
yoso < bert: -is_decoder max_position_embeddings=4096 type_vocab_size=1 use_expectation=true hash_code_len=9 num_hash=64 conv_window=null use_fast_hash=true lsh_backward=true
youtu < gemma: -head_dim -use_bidirectional_attention kv_lora_rank=512 q_lora_rank=1536 qk_rope_head_dim=64 v_head_dim=128 qk_nope_head_dim=128 hidden_act="silu" max_position_embeddings=131072 rope_interleave=true
zamba < jamba: -num_experts_per_tok -num_experts -expert_layer_period -expert_layer_offset -use_mambapy tie_word_embeddings=true attention_hidden_size=? num_attention_heads=16 attention_head_dim=? num_key_value_heads=16 n_mamba_heads=2 hidden_act="gelu" hidden_mamba_act="silu" rms_norm_eps=1e-05 num_logits_to_keep=1 max_position_embeddings=4096 attn_layer_period=6 time_step_min=0.001 time_step_max=0.1 time_step_floor=0.0001 layers_block_type=?
zamba2 < glm4v_text: max_position_embeddings=? layers_block_type=? mamba_d_state=64 mamba_d_conv=4 mamba_expand=2 mamba_ngroups=1 time_step_min=0.001 time_step_max=0.1 time_step_floor=0.0001 n_mamba_heads=8 use_conv_bias=true chunk_size=256 add_bias_linear=false hidden_act="gelu" num_key_value_heads=? num_mem_blocks=1 use_shared_attention_adapter=false adapter_rank=128 use_mem_rope=false num_logits_to_keep=1 use_long_context=false tie_word_embeddings=true
zaya < ernie4_5: -use_bias -rope_theta num_attention_heads=8 sliding_window=null moe_intermediate_size=2048 num_experts_per_tok=1 num_experts=16 layer_types=? attention_bias=false lm_head_bias=false router_hidden_size=256 cca_time0=2 cca_time1=2
zoedepth: hidden_act="gelu" batch_norm_eps=1e-05 readout_type="project" reassemble_factors=[4,2,1,0.5] neck_hidden_sizes=[96,192,384,768] fusion_hidden_size=256 head_in_index=-1 use_batch_norm_in_fusion_residual=false use_bias_in_fusion_residual=null num_relative_features=32 add_projection=false bottleneck_features=256 num_attractors=[16,8,4,1] bin_embedding_dim=128 attractor_alpha=1000 attractor_gamma=2 attractor_kind="mean" min_temp=0.0212 max_temp=50.0 bin_centers_type="softplus" bin_configurations=? num_patch_transformer_layers=null patch_transformer_hidden_size=null patch_transformer_intermediate_size=null patch_transformer_num_attention_heads=null
`
