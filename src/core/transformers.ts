import { atLeast } from './versions.ts'

/** The transformers that reads the models of a merge, as far as it is known. */
export interface Transformers {
  /** null: none is installed, or nobody looked. */
  readonly version: string | null
  /** The values of `model_type` that it has a config for; null: not known. */
  readonly modelTypes: ReadonlySet<string> | null
}

export const noTransformers: Transformers = { version: null, modelTypes: null }

/** The transformers that a table of core/model is of, by the first number of its version. */
export type Series = '4' | '5'

/** The versions that the tables of core/model hold for: 4.57.6, 5.20.2 and 5.23.0 were asked, and the last two agree. */
const tabled: Readonly<Record<Series, { readonly from: string; readonly before: string }>> = {
  '4': { from: '4.57.6', before: '4.58' },
  '5': { from: '5.20', before: '5.24' },
}

/** The series whose table comes nearest to a transformers; of one that is not known, the newest. */
export const seriesOf = ({ version }: Transformers): Series =>
  version !== null && !atLeast(version, '5') ? '4' : '5'

/** Whether a table of core/model is that of this transformers. */
export function isTabled(transformers: Transformers): boolean {
  const { from, before } = tabled[seriesOf(transformers)]
  const { version } = transformers
  return version !== null && atLeast(version, from) && !atLeast(version, before)
}

/** For people: `transformers 4.57.6`, or just `transformers` where its version is not known. */
export const transformersName = ({ version }: Transformers): string =>
  version === null ? 'transformers' : `transformers ${version}`
