import type { Finding } from '../contract/common.ts'
import { type FindingCode, findingCodes } from '../findings/codes.ts'
import { type EffectSituation, moments, type StockEffect } from './stock-effect.ts'
import { stockEffects } from './stock-effects.ts'
import { stockEnds } from './stock-ends.ts'
import { roundedPositions } from './stock-integers.ts'
import type { Outcome, StockError } from './stock-types.ts'

/** As much of a prediction as depends on the rest of the merge. */
interface Predicted {
  readonly outcome: Outcome
  readonly errors: readonly StockError[]
  readonly damage?: string
}

interface Effect {
  readonly effect: StockEffect
  /** What it ends with, where it ends the merge. */
  readonly error: StockError
  readonly message: string
}

/**
 * A prediction of the vocabularies as one of the whole merge: what else is found about config and donors ends
 * it earlier, ends it too, or damages its result. All findings have to be known.
 */
export function ofWholeMerge<P extends Predicted>(
  predicted: P,
  findings: readonly Finding[],
  situation: EffectSituation,
): P {
  const effects = [
    ...findings.map((finding) => effectOf(finding, situation)),
    ...(situation.engine === 'mergekit' ? [...stockEnds(situation), ...roundedPositions(situation)] : []).map(
      ({ effect, error }): Effect => ({ effect, error, message: error.message }),
    ),
  ]
  const ends = effects.filter(({ effect }) => effect.does === 'crashes').sort((a, b) => rank(a) - rank(b))
  const [first] = ends
  if (first && rank(first) < moments.indexOf('merge')) return crashed(predicted, [first.error])
  const inMerge = ends.filter(({ effect }) => effect.when === 'merge').map(({ error }) => error)
  if (inMerge.length > 0) return crashed(predicted, [...inMerge, ...predicted.errors])
  if (predicted.outcome === 'crashes') return predicted
  if (first) return crashed(predicted, [first.error])
  const chances = effects.filter(({ effect }) => effect.does === 'by-chance')
  if (chances.length > 0) {
    const errors = chances.map(({ error }) => error)
    return { ...predicted, outcome: 'by-chance', errors: [...errors, ...predicted.errors] }
  }
  const damage = effects.find(({ effect }) => effect.does === 'damages')?.message
  if (damage === undefined || predicted.outcome === 'by-chance') return predicted
  return { ...predicted, outcome: 'wrong', damage }
}

function effectOf(finding: Finding, situation: EffectSituation): Effect {
  const row = stockEffects[finding.code as FindingCode]
  const effect = typeof row === 'function' ? row(situation, finding) : row
  const { says } = effect.does === 'damages' ? effect : {}
  return { effect, error: errorOf(finding, effect, situation), message: says ?? finding.message }
}

const rank = ({ effect }: Effect): number => (effect.when ? moments.indexOf(effect.when) : moments.length)

function crashed<P extends Predicted>(predicted: P, errors: readonly StockError[]): P {
  return { ...predicted, outcome: 'crashes', errors }
}

function errorOf(finding: Finding, effect: StockEffect, { donors }: EffectSituation): StockError {
  const donor = donors.findIndex(({ name, facts }) => name === finding.donor || facts.ref === finding.donor)
  return {
    type: 'type' in effect ? effect.type : 'Exception',
    message: `${findingCodes[finding.code as FindingCode].meaning} (${finding.message})`,
    donor: donor < 0 ? null : donor,
    tokens: [],
  }
}
