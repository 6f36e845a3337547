import type { Architecture, ArchitectureReport } from '../bridge/architecture.ts'
import type { OutputCheck } from '../contract/verify.ts'
import { append } from '../many.ts'
import { layerOf } from '../model/tensor-name.ts'
import { formatCount } from '../text/units.ts'
import { fail, failEach, pass, skip, warn } from './check.ts'
import type { CheckCode } from './codes.ts'

/** Whether the class that config.json names has the very tensors of the folder; null where nobody could tell. */
export type Agreement = 'agrees' | 'differs' | null

export function agreementOf({ output }: Architecture): Agreement {
  if (output.refused !== null) return 'differs'
  if (output.name === null) return null
  const { missing, unexpected, misshapen } = output
  return missing.length + unexpected.length + misshapen.length === 0 ? 'agrees' : 'differs'
}

/**
 * Tensors that are missing, that the class does not take, and that have another shape than it gives them. What the
 * model whose config.json the output has lacks in the same way is a warning.
 */
export function checkArchitecture({ output, lead }: Architecture, leadName: string | null): OutputCheck[] {
  const { name, skipped, unknown, refused } = output
  const as = leadName ?? 'the model that config.json comes from'
  const config = leadName ? `this config.json, from ${leadName},` : 'this config.json'
  if (refused !== null)
    return lead?.refused === refused
      ? [warn('architecture-class', `${refused}, as with ${as}`)]
      : [fail('architecture-class', refused)]
  if (name === null)
    return [(unknown ? warn : skip)('architecture-class', `not compared with its class: ${skipped}`)]
  const told = (code: CheckCode, faults: readonly Fault[], held: readonly string[], fine: string) => {
    const own = faults.filter(({ tensor }) => !held.includes(tensor))
    const inherited = faults.filter(({ tensor }) => held.includes(tensor))
    const checks = inherited.length > 0 && own.length === 0 ? [] : failEach(code, own, (fault) => fault, fine)
    append(checks, warnEach(code, inherited, as))
    return checks
  }
  const unexpected = new Set(output.unexpected.map(layerOf))
  const shapes = (report: ArchitectureReport | null) => report?.misshapen ?? []
  return [
    pass('architecture-class', `transformers builds ${name} from config.json`),
    ...told(
      'architecture-missing',
      output.missing.map((tensor) => ({ tensor, message: missing(tensor, name, unexpected) })),
      lead?.missing ?? [],
      `no tensor of ${name} is missing`,
    ),
    ...told(
      'architecture-unexpected',
      output.unexpected.map((tensor) => ({ tensor, message: `${name} has no tensor ${tensor}` })),
      lead?.unexpected ?? [],
      `${name} takes every tensor`,
    ),
    ...told(
      'architecture-shape',
      shapes(output).map(({ name: tensor, shape, wanted }) => ({
        tensor,
        message: `${tensor} has the shape [${shape.join(', ')}], ${name} with ${config} has [${wanted.join(', ')}]`,
      })),
      shapes(lead).map(({ name: tensor }) => tensor),
      `every tensor has the shape that ${name} gives it`,
    ),
  ]
}

/** A layer that lacks some tensors and has others instead is one of another kind, which slices put there. */
function missing(tensor: string, name: string, unexpected: ReadonlySet<string | null>): string {
  const layer = layerOf(tensor)
  const other = layer !== null && unexpected.has(layer)
  return `${tensor} is missing: ${name} needs it${other ? `, and layer ${layer} is of another kind, with tensors that it does not take` : ''}`
}

/** What headers alone leave open. */
export const leftToLoad = (name: string | null): OutputCheck =>
  skip(
    'architecture-class',
    `not checked without --load: whether these are exactly the tensors of ${name ?? 'the class that config.json names'}`,
  )

interface Fault {
  readonly tensor: string
  readonly message: string
}

/** Warnings named at most; the rest is counted. */
const shown = 3

function warnEach(code: CheckCode, faults: readonly Fault[], as: string): OutputCheck[] {
  const left = faults.length - shown
  return [
    ...faults.slice(0, shown).map(({ tensor, message }) => warn(code, `${message}, as in ${as}`, tensor)),
    ...(left > 0 ? [warn(code, `and ${formatCount(left)} more of the same kind, as in ${as}`)] : []),
  ]
}
