import { error, info, warning } from './meaning.ts'

/** What concerns tokenizers and the rows of vocabulary tensors. */
export const vocabularyCodes = {
  'ghost-tokens': warning(
    'The tokenizer holds tokens that have no row in the tensor.',
    'run the merge with the patched mergekit: the rows come from donors that hold them',
  ),
  'stale-config-tokenizer-grown': warning(
    'The tokenizer has grown, but neither config.json nor the tensor has.',
    'resize the embeddings of the donor, or let the patched merge take the rows from elsewhere',
  ),
  'stale-config-config-grown': warning(
    'Tokenizer and config.json have grown, but the tensor has not.',
    'resize the embeddings of the donor, or let the patched merge take the rows from elsewhere',
  ),
  'stale-config-tensor-grown': warning(
    'The tensor has more rows than config.json says; stock mergekit drops tokens that are there.',
    'set vocab_size in config.json to the rows of the tensor',
  ),
  'stale-config-padding': info('The tensor has more rows than config.json says, and no token uses them.'),
  'config-vocab-size-missing': warning('config.json gives no vocab_size.'),
  'rows-differ-in-donor': warning('Embeddings and output head of one donor have different numbers of rows.'),
  'tokenizer-missing': warning(
    'The donor has no tokenizer. With a tokenizer key it is taken to have the vocabulary of the base; without one the output has no tokenizer either, where it would come from this donor.',
    'add the tokenizer files',
  ),
  'tokenizer-missing-base': error(
    'The donor that decides the vocabulary has no tokenizer.',
    'add its tokenizer files, or name another tokenizer source',
  ),
  'tokenizer-partial': warning(
    'The donor has only a sentencepiece tokenizer.model: its tokens cannot be compared.',
    'add tokenizer.json',
  ),
  'tokenizer-broken': error('The tokenizer of the donor cannot be read.', 'see the message'),
  'tokenizer-unusable': error(
    'The tokenizer of the donor can be loaded, and no merge can be made with it.',
    'see the message',
  ),
  'tokenizer-unread': warning(
    'The tokenizer of the donor cannot be read, and the merge goes on without it: only what it alone says of tokens is lost.',
    'mend it, if the output is to have tokens that only this donor has',
  ),
  'tokenizer-note': warning('Something unusual in the tokenizer.'),
  'tokenizer-source-unreadable': error(
    'The tokenizer is to come from a model that is not part of the merge, and that cannot be read or has no tokenizer.',
    'name a folder or a model on the Hub that has a tokenizer, or use union or base',
  ),
  'vocabulary-unknown': warning(
    'What happens to the vocabulary cannot be predicted, because the tokens of a donor are unknown.',
    'add tokenizer.json to the donor',
  ),
  'unequal-rows-without-tokenizer': error(
    'The donors of one tensor, or of the embeddings and the output head, have different numbers of rows, and the config has no tokenizer key.',
    'add to the config:\ntokenizer:\n  source: union',
  ),
  'tokenizer-longer-than-rows': warning(
    'The tokenizer that the output would get is longer than its tensors; it is cut to the rows.',
    'add to the config:\ntokenizer:\n  source: union',
  ),
  'prediction-differs': warning(
    'The merge planned other rows than the inspection had predicted: a fault of mergescope, which changes nothing in the output.',
    'the output stands by its own checks; please report this, with mergescope/run.json of the output',
  ),
  'stock-fails': info('Stock mergekit would not get through this merge.', null),
  'stock-by-chance': info(
    'Whether stock mergekit gets through depends on the order of a Python set.',
    'name a base_model',
  ),
  'stock-loses-tokens': info('Stock mergekit would lose tokens that a donor holds.', null),
  'stock-wrong': info('Stock mergekit would finish, but the result would be damaged.', null),
  'tokens-dropped': warning('Tokens are dropped because no donor holds a row for them.'),
  'zero-rows': warning('Rows of the output will be zero because no donor holds them.'),
  'slice-zero-rows': warning(
    'Tokens get zero rows because the donors that hold them are not inputs of that tensor.',
    'take the first and the last slice from a donor that holds the tokens',
  ),
  'token-source-unknown': error(
    'The source that the config names for a token does not know the token, or has no such id.',
    'name a donor that has it',
  ),
  'token-source-ghost': warning(
    'The source that the config names for a token has no row for it; the row becomes zero.',
    'name a donor that holds it',
  ),
  'vocabularies-mixed': warning(
    'The donors, or a donor and the tokenizer of the output, have different tokens under the same number, and the config has no tokenizer key, so rows of different tokens are merged, or called by the name of another.',
    'add to the config:\ntokenizer:\n  source: union',
  ),
} as const
