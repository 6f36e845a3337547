import { error, info, warning } from './meaning.ts'

/** What can be wrong with one donor, or between donors, apart from their vocabularies. */
export const donorCodes = {
  'donor-not-found': error('The donor is neither a folder nor a model on the Hub.', 'check the name'),
  'donor-unreadable': error('The donor cannot be read.', 'see the message'),
  'donor-pickle': error(
    'The donor has only .bin weights: loading a pickle can run any code in it.',
    'convert it to safetensors, or accept the risk with --allow-pickle',
  ),
  'donor-pickle-allowed': warning('The donor has only .bin weights, and --allow-pickle lets them be loaded.'),
  'remote-code': error(
    'The donor comes with its own code (auto_map), which would run with your permissions.',
    'read the code, then accept it with --trust-remote-code',
  ),
  'remote-code-unused': warning(
    'The donor comes with its own code (auto_map), which a merge does not run, because transformers has its own.',
  ),
  'remote-code-allowed': warning('The donor comes with its own code, and --trust-remote-code lets it run.'),
  'donor-quantised': error(
    'The donor is quantised: merging packed integers is meaningless.',
    'use the unquantised model',
  ),
  'donor-empty': error('The donor holds no tensors.', 'check the donor'),
  'header-invalid': error(
    'A file of the donor is damaged, or is not a safetensors file.',
    'download or write the file again; if it happens again, it is damaged at its source',
  ),
  'index-invalid': error(
    'The index of the shards cannot be used, or does not agree with them.',
    'download the index again, or save the model again',
  ),
  'shard-missing': error('A shard that the index names is missing.', 'download the donor again'),
  'tensor-duplicate': error(
    'A donor contains the same tensor twice, in two shards or by two names.',
    'remove the shard that is not part of it',
  ),
  'donor-inconsistent': warning(
    'The config or the tokenizer of a donor does not fit its own weights; the output takes that over.',
    'see all of it with `mergescope verify FOLDER`',
  ),
  'layers-without-end': error(
    'config.json counts more layers than any model has; mergekit and transformers plan for each of them, until memory is full.',
    'correct the number in the config.json of the donor',
  ),
  'donor-note': warning('Something unusual in the files of the donor.'),
  'config-json-missing': error(
    'The donor has no usable config.json.',
    'add it; mergekit cannot work without it',
  ),
  'config-json-value': error(
    'transformers refuses a value of config.json, so no model with it can be loaded or merged.',
    'correct the value in the config.json of the donor',
  ),
  'config-json-doubtful': warning(
    'transformers 4.57 or 5.23 refuses a value of config.json, and the one that will load it is not installed yet, or is of another version: whether it takes the value is not known.',
    'the run will tell; `mergescope setup` installs the version that is known',
  ),
  'architecture-unknown': warning(
    'mergekit has no definition of this architecture and infers it from the tensor names.',
    'the rehearsal will tell what becomes of its tensors: `run` begins with it, `inspect --rehearse` is one',
  ),
  'architecture-mismatch': error(
    'The donors have different architectures.',
    'merge models of one architecture (mergekit: --allow-crimes)',
  ),
  'architecture-mismatch-allowed': warning(
    'The donors have different architectures, and --allow-crimes lets the merge try.',
  ),
  'architecture-names-differ': warning(
    'The donors name their architectures differently, and mergekit treats them as one: it has one definition for both names, or knows one of them only by its tensors, which are named and shaped like the others.',
    'nothing to do if they were trained from one model; the output has the name that the base, or the first model, has',
  ),
  'architecture-multiple': error(
    'config.json names none or several architectures; mergekit takes exactly one.',
    'leave one entry in architectures',
  ),
  'hidden-size-mismatch': error('The donors have different hidden sizes.', 'merge models of one shape'),
  'layer-count-mismatch': error(
    'The donors have different numbers of layers.',
    'use slices with equal layer ranges',
  ),
  'tensor-missing': error('A tensor that the merge needs is missing.', 'check the donor for missing shards'),
  'tensor-extra': warning(
    'A donor has tensors that the base, or the first model, lacks; they are left out, unless its class cannot be loaded without them.',
  ),
  'tensor-partial': warning(
    'A donor lacks tensors that the base, or the first model, has, and that a merge can do without; they are merged from the donors that have them.',
  ),
  'layout-differs': info(
    'A donor has tensors under the names that another release of transformers gives them; `mergescope run` merges them, and the output has the names of the base, or of the first model. mergekit may leave them out, or end with an error.',
  ),
  'layers-uncounted': warning(
    'The base, or the first model, has layers beyond those that its config.json counts, such as those that predict further tokens, and a donor lacks them; they are merged from the donors that have them. mergekit leaves them out.',
  ),
  'definition-demands': info(
    'mergekit demands a tensor that the donors lack, or that one of them has under another name, or a value that config.json lacks, and ends with an error; `mergescope run` goes by what the donors hold.',
  ),
  'definition-lacks': info(
    'The donors have tensors that mergekit does not know of, or not by that name, and loses; `mergescope run` merges them by name.',
  ),
  'definition-renames': info(
    'mergekit takes tensors under the names that transformers gives them, and writes them so; what loads the output with other code than transformers may not know them. `mergescope run` keeps the names of the donors.',
  ),
  'layer-types-kept': info(
    'mergekit counts the layers of the slices and leaves layer_types of config.json, which transformers 5 refuses to save; `mergescope run` lets it follow the slices.',
  ),
  'layer-lists-kept': info(
    'mergekit leaves what config.json says layer by layer, though the slices make other layers; `mergescope run` lets it follow them.',
  ),
  'shape-mismatch': error(
    'A tensor has another shape than in the other donors.',
    'merge models of one shape',
  ),
  'dtype-mixed': info(
    'The donors are stored in different dtypes.',
    'set dtype to choose the one to compute in',
  ),
  'dtype-promoted': warning(
    'The donors are stored in different dtypes, and the config names none: mergekit and `mergescope run` write the one that holds them all, which for float16 and bfloat16 is float32, in twice the bytes.',
    'set dtype, for example to bfloat16',
  ),
  'config-values-clash': warning(
    'The donors compute with their weights in different ways, by a value of config.json, or of the files of sentence-transformers, that no tensor shows: what one has learned means something else under the value of another.',
    'merge models of one lineage; if you go on, try the result, and the other value in its config.json',
  ),
  'config-values-differ': warning(
    'The donors differ in a limit or a small constant of config.json, or in a field of it that transformers does not know; the output has that of the base, or of the first model.',
    'if it is not meant, write the other value into config.json of the output',
  ),
  'slices-need-modules': error(
    'The architecture has several modules, for which mergekit takes no plain slices.',
    'put the slices under modules, by the names in the hint of the finding',
  ),
  'layer-kind-misplaced': error(
    'Slices put a layer where the architecture has one of another kind, by a count or a period in config.json.',
    'choose layer ranges that keep each kind at its places: cut by whole periods, and take the layers that config.json counts at the front from one model',
  ),
  'slices-unclear': error(
    "Slices could mean layers for which mergekit's definition of the architecture has other names than the models do.",
    'name whole models in place of slices: all layers are merged by name then',
  ),
  'per-layer-embeddings': error(
    'Slices leave out, repeat or move layers of a model whose embeddings have a part for each layer.',
    'merge whole models, or slices that keep every layer at its place',
  ),
  'slices-one-stack': info(
    'The model has several stacks of layers, for which stock mergekit takes no plain slices. `mergescope run` does where they can mean only one thing: all layers, or those of the stack that config.json counts.',
  ),
  'module-unknown': error(
    'The config names a module that the architecture does not have.',
    'use the name given in the hint',
  ),
  'modules-left-out': warning(
    'The config names some modules of the architecture, and not all: those of the base, or of the first model, are kept. Stock mergekit leaves them out, and the output does not load.',
    'name the modules, too, if they are to be merged',
  ),
  'slice-outside-model': error(
    'A layer range goes beyond the model.',
    'see the number of layers in the message',
  ),
  'tied-base-separate-head': warning(
    'The base says that its embeddings are tied, but a separate output head will be written; the output gets tie_word_embeddings: false.',
  ),
  'tied-head-apart': warning(
    'The config of the output ties the head to the embeddings, and the slices take these from a donor whose head is another matrix: embeddings that were never a head stand in for it.',
    'set base_model to a donor whose config.json does not tie its head: the head of the last slice is written then',
  ),
  'tied-head-copied': info(
    'The config of the output ties the head to the embeddings. This donor stores a copy of them as its head, others store none: it is left out.',
  ),
  'tied-head-lost': warning(
    'The config of the output ties the head to the embeddings, and others store none: the head of its own that this donor stores is left out.',
    'if that head counts, set tie_word_embeddings to false in the config.json of the donor that has it',
  ),
  'tied-mixed': info('Some donors have tied embeddings, others a separate output head.'),
  'tokenizers-backend': error(
    'The tokenizer was saved by transformers 5 (TokenizersBackend), which the transformers 4 of an older mergekit cannot load.',
    'use a newer mergekit, or set tokenizer_class to PreTrainedTokenizerFast',
  ),
  'mergekit-unknown': warning(
    'The mergekit that is asked for, or installed, is not one that mergescope knows: the prediction is that of the last known version before it, and `mergescope run` refuses it.',
    'install a mergekit that mergescope knows, or let `mergescope setup` make an environment',
  ),
  'density-too-small': warning(
    'A density keeps less than one entry of a tensor. ties of an older mergekit fails with an AssertionError there; `mergescope run` does not.',
    'nothing to do for `mergescope run`; else use a newer mergekit, or a larger density',
  ),
  'gamma-too-small': warning(
    'A gamma comes to less than one entry of a tensor. breadcrumbs of an older mergekit drops every change of it then; `mergescope run` keeps them.',
    'nothing to do for `mergescope run`; else use a newer mergekit, or a larger gamma',
  ),
  'select-topk-too-small': error(
    'A select_topk selects no entry of a tensor. sce of an older mergekit gives the result a dimension too many then.',
    'use a newer mergekit, or a larger select_topk',
  ),
  'lora-merged-first': info('The donor has an adapter, which is merged into it before the merge.'),
  'lora-no-folder': error(
    'The donor has an adapter, and no folder is named for the model that the two become.',
    'name one with --lora-merge-cache; it takes as much space as the models',
  ),
  'lora-not-mergeable': error(
    'The adapter is of a kind that does not change the weights, or names no kind, so it cannot be merged into its model.',
    'merge the models without it, and load it beside the output',
  ),
  'lora-parts-tie': error(
    'The adapter changes the output head or the embeddings of a model in which they are one matrix. Merged into it, it would change the other, too.',
    'give the model a head of its own first: save it with lm_head.weight, a copy of the embeddings, and tie_word_embeddings: false, and put the adapter on that',
  ),
  'lora-shape-mismatch': error(
    'Tensors of the adapter do not fit those of its model, by their shapes.',
    'use the model that the adapter was made for; for an adapter with more tokens give that model the rows first: resize_token_embeddings, and save it with the tokenizer of the adapter',
  ),
  'lora-incomplete': error(
    'The adapter lacks one of the two matrices that change a weight. PEFT makes one up of random numbers, or of zeros, without a word.',
    'save the adapter again, or download it again',
  ),
  'lora-layers-left-out': warning(
    'The adapter changes layers that its model does not have. PEFT leaves them out without a word.',
    'use the model that the adapter was made for',
  ),
  'lora-missing-config': error('The adapter has no adapter_config.json.', 'check the name of the adapter'),
  'eos-differs': warning(
    'The donors end their answers with different tokens; a merge of them often does not stop.',
    'choose the template and the end-of-sequence token of one donor and check generation_config.json',
  ),
  'bos-differs': warning('The donors start with different tokens.'),
  'pad-differs': info('The donors pad with different tokens.'),
  'chat-template-differs': warning(
    'The donors have different chat templates.',
    'choose one with chat_template',
  ),
} as const
