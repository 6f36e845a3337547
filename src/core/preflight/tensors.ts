import type { Finding } from '../contract/common.ts'
import { makeFinding } from '../findings/make.ts'
import type { MergeConfig } from '../merge-config/types.ts'
import type { DonorTensor } from '../model/facts.ts'
import { vocabularyKindOf } from '../model/vocabulary-names.ts'
import { counted } from '../text/units.ts'
import type { InspectedDonor } from './donor.ts'

/** Buffers that older checkpoints store and no merge needs. */
export const unneededBuffer = /rotary_emb\.inv_freq$|\.masked_bias$|\.attn\.bias$|\.attention\.bias$/

/** Missing, extra and misshapen tensors of each donor, against the base or the first donor. */
export function tensorFindings(config: MergeConfig, donors: readonly InspectedDonor[]): readonly Finding[] {
  const whole = config.modules.every(({ inputs }) => inputs.kind === 'models')
  const [reference, ...others] = [...donors]
    .filter(({ facts }) => facts.weights)
    .sort((a, b) => Number(b.role === 'base') - Number(a.role === 'base'))
  if (!reference) return []
  const expected = named(reference, whole)
  return others.flatMap((donor) => compare(reference.name, expected, donor, whole))
}

/** Tensors by name; for slices, whose layers stand elsewhere in the output, one of each sort. */
function named({ facts }: InspectedDonor, whole: boolean): ReadonlyMap<string, DonorTensor> {
  const tensors = [...(facts.weights?.tensors ?? [])].filter(([name]) => !unneededBuffer.test(name))
  return new Map(tensors.map(([name, tensor]) => [whole ? name : name.replace(/\.\d+\./, '.*.'), tensor]))
}

function compare(
  reference: string,
  expected: ReadonlyMap<string, DonorTensor>,
  donor: InspectedDonor,
  whole: boolean,
): readonly Finding[] {
  const own = named(donor, whole)
  const vocabulary = new Set(donor.facts.weights?.vocabularyTensors.map(({ name }) => name))
  const head = (name: string) => vocabularyKindOf(name) === 'head'
  const missing = [...expected.keys()].filter((name) => !own.has(name) && !head(name))
  const extra = [...own.keys()].filter((name) => !expected.has(name) && !head(name))
  const misshapen = [...own].filter(([name, tensor]) => {
    const other = expected.get(name)
    return other && !sameShape(tensor.shape, other.shape, vocabulary.has(name))
  })
  const findings: Finding[] = []
  const add = (code: 'tensor-missing' | 'tensor-extra' | 'shape-mismatch', message: string) =>
    findings.push(makeFinding(code, { donor: donor.name, message }))
  if (missing.length > 0)
    add(
      'tensor-missing',
      `${counted(missing.length, 'tensor')} of ${reference} missing: ${examples(missing)}`,
    )
  if (extra.length > 0)
    add('tensor-extra', `${counted(extra.length, 'tensor')} that ${reference} lacks: ${examples(extra)}`)
  if (misshapen.length > 0) {
    const [[name, tensor]] = misshapen as [[string, DonorTensor]]
    const other = expected.get(name)!
    add(
      'shape-mismatch',
      `${counted(misshapen.length, 'tensor')} of another shape than in ${reference}: ${name} is ${shape(tensor)}, not ${shape(other)}`,
    )
  }
  return findings
}

/** Vocabulary tensors may differ in their rows. */
function sameShape(a: readonly number[], b: readonly number[], vocabulary: boolean): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis] || (vocabulary && axis === 0))
}

const shape = ({ shape }: DonorTensor): string => `[${shape.join(' × ')}]`

function examples(names: readonly string[]): string {
  return names.slice(0, 3).join(', ') + (names.length > 3 ? ', …' : '')
}
