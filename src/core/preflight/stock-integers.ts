import { addingOf, donorWeights } from '../merge-config/weights.ts'
import { infers } from './donor.ts'
import type { EffectSituation, StockEffect } from './stock-effect.ts'
import type { StockError } from './stock-types.ts'

/** The number 0, 1, 2 … of each of its columns, or of more. */
const counts = /(^|\.)(position_ids|relative_position_index)$/

/** Digits of a value, in base two; of the others all whole numbers that a buffer counts fit. */
const digits: Readonly<Record<string, number>> = { bfloat16: 8, float16: 11 }

/**
 * Positions that every donor holds as whole numbers: a `dtype` makes them values, which lose what that dtype cannot hold and
 * what a mean rounds off. transformers cuts them to whole numbers again: 3 becomes 2.
 */
export function roundedPositions(
  situation: EffectSituation,
): readonly { readonly effect: StockEffect; readonly error: StockError }[] {
  const { config, donors, lead, mergekit } = situation
  if (config.dtype === null || !mergekit.does.comparesInputs || !infers(situation)) return []
  const [worked, written] = [roundingTo(config.dtype), roundingTo(config.outDtype ?? config.dtype)]
  const mean = meanOf(situation)
  const comesOut = (count: number) => written(worked(mean(worked(count)))) === count
  const held = [...(lead.facts.weights?.tensors ?? [])].find(
    ([name, { dtype, shape }]) =>
      counts.test(name) &&
      /^[IU]\d/.test(dtype) &&
      Array.from({ length: shape.at(-1) ?? 0 }, (_, count) => count).some((count) => !comesOut(count)),
  )
  if (!held) return []
  const message = `${held[0]} holds whole numbers, which mergekit merges as ${config.dtype}: not all of them come out whole`
  const error = { type: 'RuntimeError', message, donor: donors.indexOf(lead), tokens: [] }
  return [{ effect: { does: 'damages' }, error }]
}

/** What a merge makes of one number that all donors hold; only linear adds up the donors themselves, in single precision. */
function meanOf({ config, donors }: EffectSituation): (count: number) => number {
  const weights = [...donorWeights(config).values()].filter((weight) => weight !== null)
  if (config.mergeMethod !== 'linear' || addingOf(config) !== 'mean' || weights.length !== donors.length)
    return (count) => count
  const single = Math.fround
  const sum = (values: readonly number[]) => values.reduce((total, value) => single(total + single(value)), 0)
  return (count) => single(sum(weights.map((weight) => count * single(weight))) / sum(weights))
}

/** To the nearest value of a dtype, the even one of two. */
function roundingTo(dtype: string): (value: number) => number {
  const kept = digits[dtype]
  if (kept === undefined) return (value) => value
  return (value) => {
    if (value === 0) return 0
    const unit = 2 ** (Math.floor(Math.log2(value)) - kept + 1)
    const [low, rest] = [Math.floor(value / unit), (value / unit) % 1]
    return unit * (rest > 0.5 || (rest === 0.5 && low % 2 === 1) ? low + 1 : low)
  }
}
