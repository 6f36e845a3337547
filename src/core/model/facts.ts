import type { Finding } from '../contract/common.ts'
import type { ModelFile } from '../model-files.ts'
import type { TensorEntry } from '../safetensors/types.ts'
import type { Vocabulary } from '../tokenizer/vocabulary.ts'
import type { Series } from '../transformers.ts'
import type { ConfigFault } from './field-values.ts'
import type { RawObject } from './raw-values.ts'

/** A tensor and the file it lies in. */
export interface DonorTensor extends TensorEntry {
  readonly shard: string
  /** Where its bytes start in the shard's file. */
  readonly fileOffset: number
}

/** A tensor with one row a token id: embeddings, output head. */
export interface VocabularyTensor {
  readonly name: string
  readonly kind: 'embeddings' | 'head'
  /** The size along its vocabulary axis (the first), from the header. */
  readonly rows: number
  readonly columns: number
}

export interface WeightsFacts {
  readonly tensors: ReadonlyMap<string, DonorTensor>
  readonly shards: readonly { readonly path: string; readonly size: number; readonly dataStart: number }[]
  /** Elements of all tensors. */
  readonly parameters: number
  /** Bytes of all tensors, headers not counted. */
  readonly bytes: number
  /** The dtype that holds most of the bytes, in the words of safetensors (`BF16`). */
  readonly dtype: string
  readonly vocabularyTensors: readonly VocabularyTensor[]
  /** The output head that is stored has the values of the embeddings, which the config ties it to. */
  readonly headIsCopy?: boolean
}

/** What config.json says, also where it says it under `text_config`. */
export interface ConfigFacts {
  /** The only entry of `architectures`; null when there are none or several. */
  readonly architecture: string | null
  readonly architectures: readonly string[]
  readonly modelType: string | null
  readonly layers: number | null
  readonly hiddenSize: number | null
  readonly intermediateSize: number | null
  readonly heads: number | null
  readonly keyValueHeads: number | null
  /** As given, else hiddenSize / heads. Nemo gives 128 where the quotient is 160. */
  readonly headDim: number | null
  readonly vocabSize: number | null
  /** Where vocab_size stands: `vocab_size` or `text_config.vocab_size`. */
  readonly vocabSizeKey: string | null
  /** null: not said, and the default depends on the architecture. */
  readonly tiedEmbeddings: boolean | null
  readonly dtype: string | null
  readonly quantisation: { readonly method: string; readonly detail: string } | null
  /** The values of `auto_map`: code that would run. */
  readonly remoteCode: readonly string[]
  readonly eosTokenIds: readonly number[]
  readonly bosTokenId: number | null
  readonly padTokenId: number | null
  /** What transformers refuses about it, by each of our tables. */
  readonly faults?: Readonly<Record<Series, readonly ConfigFault[]>>
  /** Its class is the donor's own code, which is run, or would be. */
  readonly runsCode?: boolean
  /** The object itself, as parsed by JSON.parse, by the own names of its fields, for what has no field here. */
  readonly raw: Readonly<Record<string, unknown>>
}

export interface SpecialToken {
  readonly token: string
  /** null: the tokenizer does not hold the token. */
  readonly id: number | null
}

export interface TokenizerFacts {
  /** `tokenizer.json`, or what there is instead. */
  readonly source: string
  /** BPE, Unigram, WordPiece, WordLevel; null when only a sentencepiece model or the like is there. */
  readonly model: string | null
  /** null when only a sentencepiece model is there: sizes and ids are unknown. */
  readonly vocabulary: Vocabulary | null
  readonly eos: SpecialToken | null
  readonly bos: SpecialToken | null
  readonly pad: SpecialToken | null
  readonly unk: SpecialToken | null
  /** The default chat template, from chat_template.jinja or tokenizer_config.json. */
  readonly chatTemplate: string | null
  /** `tokenizer_class` of tokenizer_config.json. */
  readonly tokenizerClass: string | null
  /**
   * Whether loading needs the key `added_tokens` of tokenizer.json and it is not there: stock transformers
   * then fails with KeyError.
   */
  readonly lacksAddedTokensKey: boolean
}

/** An adapter in the folder. */
export interface AdapterFacts {
  /** `peft_type` of adapter_config.json. */
  readonly kind: string | null
  readonly baseModel: string | null
  readonly rank: number | null
  readonly targetModules: readonly string[]
  /** What it changes of embeddings and output head. */
  readonly vocabularyChanges: readonly VocabularyChange[]
  /** Of each tensor of the model that it changes, by its name, the shapes that it must have for that. */
  readonly shapes: ReadonlyMap<string, AdaptedShape>
  readonly bytes: number
}

/** A shape; turned: the axes may stand the other way round, as in the Conv1D of GPT-2; null: that axis is not known. */
export interface AdaptedShape {
  readonly shape: readonly (number | null)[]
  readonly turned: boolean
}

/** How an adapter changes a module with a row for each token: adds to it, holds all of it, or holds some rows. */
export interface VocabularyChange {
  readonly module: string
  readonly how: 'adds' | 'replaces' | 'rows'
}

/** `eos_token_id` and the rest of generation_config.json. */
export interface GenerationFacts {
  readonly eosTokenIds: readonly number[]
  readonly bosTokenId: number | null
  readonly padTokenId: number | null
  /** The object itself. */
  readonly raw: Readonly<Record<string, unknown>>
}

/** All that can be known of a donor without reading its weights. null: the donor does not have it. */
export interface DonorFacts {
  readonly ref: string
  readonly location: string
  readonly commit: string | null
  readonly files: readonly ModelFile[]
  readonly config: ConfigFacts | null
  readonly generation: GenerationFacts | null
  readonly weights: WeightsFacts | null
  readonly tokenizer: TokenizerFacts | null
  readonly adapter: AdapterFacts | null
  /** The files of sentence-transformers, by path. */
  readonly sentence?: ReadonlyMap<string, RawObject>
  /** Everything that is wrong or odd with this donor by itself. */
  readonly findings: readonly Finding[]
}

export interface DonorOptions {
  readonly trustRemoteCode?: boolean
  readonly allowPickle?: boolean
  /** The donor is named as a LoRA adapter: nothing but the adapter is read. */
  readonly adapterOnly?: boolean
  /** The model gives its tokenizer alone: no weights are read, and config.json may be missing. */
  readonly tokenizerOnly?: boolean
}
