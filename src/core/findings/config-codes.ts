import { error, warning } from './meaning.ts'

/** What can be wrong with a config by itself. Any error here ends with exit code 2. */
export const configCodes = {
  'config-unreadable': error('The config file cannot be opened.', 'check the path'),
  'config-not-yaml': error('The config is not valid YAML.', 'correct the line that the message names'),
  'config-character': error(
    'The config contains a character that YAML does not allow.',
    'remove it; text in double quotes can name any character by its number, such as \\u0007',
  ),
  'config-tab': error('A tab stands where YAML allows only spaces.', 'use spaces'),
  'config-scalar': error(
    'A value looks like a date or number, or is tagged as one, and is none.',
    'put it in quotes if it is text',
  ),
  'config-empty': error('The config is empty.', 'start with merge_method and models'),
  'config-multi-document': error(
    'The file holds several YAML documents: named intermediate merges (mergekit-multi), which are not supported yet.',
    'put each document into a file of its own, run them in order, and name the output folder of one as a model of the next',
  ),
  'config-other-tool': error(
    'The config is for another program of mergekit (mergekit-moe, mergekit-evolve).',
    'mergescope runs what mergekit-yaml runs',
  ),
  'config-duplicate-key': error(
    'A key appears twice in one mapping; mergekit silently keeps the last.',
    'remove one of them',
  ),
  'config-key-repeated': warning(
    'A key appears twice in one mapping, and it makes no difference which of the two counts: mergekit ignores the key, or both have the same value.',
    'remove one of them',
  ),
  'config-tag': error(
    'A YAML tag asks for a type that mergekit does not construct.',
    'remove the tag and write the plain value',
  ),
  'config-anchor-duplicate': error(
    'An anchor is defined twice; PyYAML refuses the file.',
    'give one of them another name',
  ),
  'config-alias-undefined': error(
    'An alias is undefined: no anchor before it has that name.',
    'define the anchor first (&name), or write the value out',
  ),
  'config-alias-endless': error(
    'Aliases that contain themselves, or that a few lines turn into more values than any config has.',
    'write the values out instead of using anchors',
  ),
  'config-too-deep': error(
    'The config nests deeper than any config of mergekit does.',
    'look for brackets or indentation that should not be there',
  ),
  'config-unknown-key': warning(
    'A key that mergekit does not know and ignores, but that resembles one it does.',
    'correct the spelling',
  ),
  'config-ignored-key': warning('A key that mergekit does not know and ignores.', 'remove it'),
  'config-type': error('A value has the wrong type.', 'see the example in the message'),
  'config-missing-key': error('A key that mergekit needs is missing.', 'add it'),
  'config-exclusive-keys': error('Two keys that exclude each other are both given.', 'keep one of them'),
  'model-reference-invalid': error(
    'A model reference that cannot be parsed.',
    'write org/name, org/name@revision, a path, or MODEL+LORA',
  ),
  'model-revision-empty': warning(
    'A model reference ends in an “@” without a revision.',
    'remove the @, or name the revision',
  ),
  'method-unknown': error('mergekit has no merge method of this name.', 'choose one of the 20 methods'),
  'method-unavailable': error(
    'The merge method exists only in a later mergekit.',
    'use a later mergekit, or another method',
  ),
  'method-needs-base': error('The merge method needs a base model.', 'add base_model'),
  'donor-count': error(
    'The merge method takes another number of models.',
    'add or remove models, or choose another method',
  ),
  'donor-duplicate': error(
    'A model appears twice among the inputs of one merge; mergekit refuses or silently drops one.',
    'name each model once',
  ),
  'base-without-weight': error(
    'The base model is an input of this method but has no weight, because it is not among the models.',
    'add the base model to models with a weight, or remove base_model',
  ),
  'slice-base-missing': error(
    'The base model is not among the sources of a slice.',
    'add it to the sources of the slice, or give the slice a base_model of its own',
  ),
  'parameter-missing': error('A parameter that the method requires is missing.', 'add it'),
  'parameter-type': error('A parameter is not of its type.', 'write a number'),
  'parameter-range': error('A parameter is outside its range.', 'choose a value inside the range'),
  'parameter-unknown': warning(
    'A parameter that the method does not have, and ignores, but that resembles one it has.',
    'correct the spelling',
  ),
  'parameter-ignored': warning('A parameter that the method does not use.', 'remove it'),
  'parameter-zero': warning(
    'A parameter is 0 for some layers or tensors, so that nothing of the donor is kept there.',
    'if that is not intended, write a value above 0',
  ),
  'parameter-without-effect': warning('A parameter cannot have the effect that it names.', 'see the message'),
  'parameter-no-default': error(
    'The filters of a required parameter leave tensors without a value.',
    'add a last entry without a filter',
  ),
  'weights-all-zero': error(
    'All weights are zero, so the result would be zero or undefined.',
    'give at least one model a weight',
  ),
  'weights-cancel': error(
    'The weights add up to zero and are normalised, so every value would be divided by zero.',
    'change the weights, or set normalize: false',
  ),
  'slice-backwards': error('A layer range is empty or runs backwards.', 'write [first, one after the last]'),
  'slice-shifted': warning(
    'The sources of a slice begin at different layers, so that layers of different depths are merged with each other, which have learned different things.',
    'to put layers behind each other, give each source a slice of its own; to merge models, give all sources one layer range',
  ),
  'slice-lengths': error(
    'The sources of one slice have different numbers of layers.',
    'give all of them the same length',
  ),
  'dtype-unknown': error(
    'mergekit does not know this dtype.',
    'write float32, float16, bfloat16, float64 or int64',
  ),
  'dtype-prefixed': warning(
    'The dtype is written as torch prints it: mergekit merges with it, and writes a config.json that transformers cannot load.',
    'write it without “torch.”',
  ),
  'dtype-not-float': error(
    'The dtype is an integer type: mergekit fails at it, or cuts off the weights to whole numbers, mostly zero.',
    'use bfloat16',
  ),
  'chat-template-invalid': error(
    'chat_template is neither auto, a built-in name nor a Jinja template that compiles.',
    'write auto, alpaca, chatml, exaone, llama3, mistral or a template',
  ),
  'token-source-invalid': error(
    'The source of a token is not usable.',
    'name a model of the merge, or use kind: zero or kind: model_token',
  ),
  'tokenizer-source-base-open': warning(
    'The tokenizer source is base, but no base_model says which donor that is.',
    'add base_model',
  ),
  'tokenizer-source-unknown': error(
    'The tokenizer source is neither union, base nor a model, but resembles one of them.',
    'write union, base, or a model of the merge',
  ),
  'tokenizer-source-outside': warning(
    'The tokenizer source is not one of the models of the merge, so its tokens need not have a row anywhere.',
    'use union, base, or a model of the merge',
  ),
} as const
