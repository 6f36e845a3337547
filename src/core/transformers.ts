import { atLeast } from './versions.ts'

/** The transformers that reads the models of a merge, as far as it is known. */
export interface Transformers {
  /** null: none is installed, or nobody looked. */
  readonly version: string | null
  /** The values of `model_type` that it has a config for; null: not known. */
  readonly modelTypes: ReadonlySet<string> | null
}

export const noTransformers: Transformers = { version: null, modelTypes: null }

/** The versions that the tables of core/model hold for: 5.20.2 and 5.23.0 were asked, and agree. */
const tabled = { from: '5.20', before: '5.24' } as const

/** Whether the tables of core/model are those of this transformers. */
export const isTabled = ({ version }: Transformers): boolean =>
  version !== null && atLeast(version, tabled.from) && !atLeast(version, tabled.before)

/** For people: `transformers 4.57.6`, or just `transformers` where its version is not known. */
export const transformersName = ({ version }: Transformers): string =>
  version === null ? 'transformers' : `transformers ${version}`
