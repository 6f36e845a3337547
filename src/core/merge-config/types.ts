import type { Finding } from '../contract/common.ts'
import type { ModelRef } from '../model-ref.ts'

/** Where something stands in the YAML text; both count from 1. */
export interface Position {
  readonly line: number
  readonly column: number
}

export type Scalar = number | boolean | string

/** One value for every tensor, a gradient over the layers, or the first matching filter of a list. */
export type ParameterSetting =
  | { readonly kind: 'scalar'; readonly value: Scalar }
  | { readonly kind: 'gradient'; readonly values: readonly Scalar[] }
  | { readonly kind: 'filters'; readonly cases: readonly ParameterCase[] }

export interface ParameterCase {
  /** A part of the tensor's name; null matches every tensor. */
  readonly filter: string | null
  readonly value: ParameterSetting
}

export type Parameters = ReadonlyMap<string, ParameterSetting>

export interface InputModel {
  readonly model: ModelRef
  readonly parameters: Parameters
}

export interface SliceSource extends InputModel {
  /** First layer and the one after the last. */
  readonly layerRange: readonly [number, number]
}

export interface OutputSlice {
  readonly sources: readonly SliceSource[]
  readonly baseModel: ModelRef | null
  readonly parameters: Parameters
}

/** What a model, or one module of it, is made of: whole models or slices of layers. */
export type MergeInputs =
  | { readonly kind: 'models'; readonly models: readonly InputModel[] }
  | { readonly kind: 'slices'; readonly slices: readonly OutputSlice[] }

export interface OutputModule {
  readonly name: string
  readonly inputs: MergeInputs
  readonly parameters: Parameters
}

/** Where a token's embedding comes from when a donor lacks it. */
export type TokenSource =
  | { readonly kind: 'model'; readonly model: ModelRef }
  | {
      readonly kind: 'model_token'
      readonly model: ModelRef
      readonly token: string | null
      readonly tokenId: number | null
    }
  | { readonly kind: 'zero' }

export interface TokenSetting {
  readonly source: TokenSource | null
  /** Whether the donors that have the token get the source's row too. */
  readonly force: boolean
}

export type TokenizerSource =
  | { readonly kind: 'union' }
  | { readonly kind: 'base' }
  | { readonly kind: 'model'; readonly model: ModelRef }

export interface TokenizerSetting {
  readonly source: TokenizerSource
  readonly tokens: ReadonlyMap<string, TokenSetting>
  readonly padToMultipleOf: number | null
}

/** A mergekit configuration. `tokenizer` is null when neither tokenizer key stands in the file. */
export interface MergeConfig {
  readonly mergeMethod: string
  readonly baseModel: ModelRef | null
  /** `modules` holds one entry without a name for plain `models:` or `slices:`. */
  readonly modules: readonly OutputModule[]
  readonly layout: 'models' | 'slices' | 'modules'
  readonly parameters: Parameters
  readonly tokenizer: TokenizerSetting | null
  readonly chatTemplate: string | null
  readonly dtype: string | null
  readonly outDtype: string | null
}

/** A config as read: `config` is null when an error stands among the findings. */
export interface ParsedConfig {
  readonly text: string
  readonly config: MergeConfig | null
  readonly findings: readonly Finding[]
  /** Where each part stands, by its path: `models[0].parameters.weight`. */
  readonly positions: ReadonlyMap<string, Position>
}
