const names = `architectures model_type auto_map transformers_version tokenizer_class processor_class finetuning_task
use_cache return_dict torchscript pruned_heads chunk_size_feed_forward pretraining_tp gradient_checkpointing
quantization_config compression_config keys_to_ignore_at_inference label2id num_labels task_specific_params prefix
vocab_size hidden_size intermediate_size n_embd n_inner d_model d_ff ffn_dim num_hidden_layers n_layer n_layers num_layers
max_length min_length max_new_tokens do_sample early_stopping num_beams num_beam_groups diversity_penalty temperature
top_k top_p typical_p repetition_penalty length_penalty no_repeat_ngram_size encoder_no_repeat_ngram_size bad_words_ids
num_return_sequences remove_invalid_values exponential_decay_length_penalty suppress_tokens begin_suppress_tokens
apply_spec_augment ctc_zero_infinity label_smoothing use_mamba_kernels disable_custom_kernels __version__`

const ways: readonly RegExp[] = [
  // Who wrote it, where and when, and in which numbers.
  /version$|(^|_)dtype$|_path$|^_commit_hash$|^unsloth_|bfloat16$|_implementation(_internal|_autoset)?$|flash_attn/,
  // Where training starts, and what only training does.
  /drop(out|path)|layerdrop|_pdrop$|drop_(path_|connect_|mlp_)?rate|(^|_)(init|initial)_(std|range|factor|values?)|init(_xavier)?_std$/,
  /initializer_(range|factor|std|cutoff_factor)$|loss|_coef$|^eos_coefficient$|jitter|ignore_index$|_cost$|^matcher_/,
  /^(class|bbox|giou|dice|mask|no_object)_weight$|^mask_(time|feature)_(prob|length|min_masks)$/,
  // What else is given back.
  /^output_(attentions|hidden_states|router_logits|scores|auxiliary_logits)$|^return_dict/,
  // Tokens, which are compared by what the tokenizers say.
  /^(bos|eos|pad|unk|sep|cls|mask|forced_bos|forced_eos)_token_id$/,
]

/**
 * Whether a field of config.json says nothing of what the weights mean: names and versions, how to train, run and
 * generate, and what is told otherwise (sizes that tensors show, tokens, dtypes). Every other one is compared.
 */
export function isSilent(field: string): boolean {
  return silent.has(field) || ways.some((way) => way.test(field))
}

const silent: ReadonlySet<string> = new Set(names.split(/\s+/))
