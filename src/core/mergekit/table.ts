/** What a mergekit says of itself; written by python/mergekit_table.py, one file of tables/ for each version. */
export interface MergekitTable {
  readonly version: string
  readonly methods: Readonly<Record<string, MethodTable>>
  /** The modules of each architecture by its name in config.json; others are inferred from the tensor names. */
  readonly architectures: Readonly<Record<string, readonly string[]>>
  /** Of architectures with one definition. */
  readonly definitions: Readonly<Record<string, Definition>>
  /** Of model types whose tensors have other names once they are loaded; `loadedName` reads them. */
  readonly conversions: Readonly<Record<string, readonly string[]>>
}

/** Names of tensors, `*` for a layer's number, several of one parted by `|`; tied: what stands in for others. */
export interface Definition {
  readonly demanded: readonly string[]
  readonly optional: readonly string[]
  readonly tied: readonly string[]
}

export interface MethodTable {
  /** How many models, and which part the base has; the oldest mergekit does not say. */
  readonly base?: string
  readonly inputs?: readonly (number | null)[]
  readonly nonBase?: readonly (number | null)[]
  readonly parameters: Readonly<
    Record<string, { readonly scope: string; readonly required: boolean; readonly default: unknown }>
  >
}

/**
 * What a mergekit that infers an architecture from transformers makes of a class, where that is not what the donors
 * hold. test/architectures/inferred.py writes the table: real mergekit plans each class of transformers, built small.
 */
export interface Inferred {
  /** The error that its planning ends with. */
  readonly raises?: string
  /** What names begin with, `*` for the numbers of layers, of tensors that it leaves out. */
  readonly loses?: readonly string[]
  /** The same of those that it writes under the names that they have once they are loaded. */
  readonly renames?: readonly string[]
  /** Modules by its names for them, which are those of the loaded model: what stands before the layers' numbers in the donors. */
  readonly modules?: Readonly<Record<string, string>>
}

/** A package that a mergekit does not work with; each was tried. */
export interface BrokenWith {
  readonly code: string
  readonly package: string
  /** Whether its version is one that fails; null: it is not installed. */
  readonly fails: (version: string | null) => boolean
  readonly message: (version: string | null) => string
  /** What pip has to install instead. */
  readonly install: string
}

/** What stock mergekit does otherwise from version to version. Each was seen by test/integration/prediction. */
export interface Behaviour {
  /** Whether its transformers knows tokenizers that transformers 5 saved. */
  readonly loadsTokenizersBackend: boolean
  /** Whether the base model has to be among the inputs of every vocabulary tensor. */
  readonly wantsBaseInVocabulary: boolean
  /** Whether a token that nobody has ends the merge: its row has no default. */
  readonly failsForTokenOfNobody: boolean
  /**
   * Whether entries of `tokenizer.tokens` are checked before they are used: skipped where everybody has the token,
   * able to ask for zeros, and told where the model that they name has no such tensor.
   */
  readonly checksTokenSources: boolean
  /**
   * Whether the inputs of a tensor are compared before they are merged: sizes, dtypes, and buffers of integers,
   * which have to be equal. Where they are not, it is up to each method how far it comes.
   */
  readonly comparesInputs: boolean
  /**
   * Where it does not compare them, the methods that cut all donors to the smallest rows, or do if there is one besides the
   * base. Task arithmetic and its kin cut to the rows of the base; the others break on unequal rows.
   */
  readonly cutsRows: { readonly always: readonly string[]; readonly alone: readonly string[] }
  /** Whether it infers an architecture of tensors with two numbers in their names, such as those of experts. */
  readonly infersExperts: boolean
  /** Whether it asks a model of an architecture that it infers for its input embeddings. */
  readonly asksForEmbeddings: boolean
  /** Whether its transformers refuses to save a config whose `layer_types` are not as many as its layers. */
  readonly checksLayerTypes: boolean
  /** Whether a sparsifier can leave none of a tensor. */
  readonly sparsifiesToNone: boolean
  readonly brokenWith: readonly BrokenWith[]
}

export interface Mergekit
  extends Omit<MergekitTable, 'methods' | 'architectures' | 'definitions' | 'conversions'> {
  readonly methods: ReadonlyMap<string, MethodTable>
  readonly architectures: ReadonlyMap<string, readonly string[]>
  readonly definitions: ReadonlyMap<string, Definition>
  readonly conversions: ReadonlyMap<string, readonly string[]>
  /** By class, or by type and class. */
  readonly inferred: ReadonlyMap<string, Inferred>
  readonly does: Behaviour
}
