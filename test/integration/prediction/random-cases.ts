import { mergeMethods } from '../../../src/core/methods.ts'
import { type Case, donors } from './cases.ts'

/**
 * Donors that are no Mistral, or that stop a merge whatever is said of its vocabulary, are tried elsewhere; so is
 * a padding token that only loading adds, which the files of an output do not show.
 */
const names = Object.keys(donors).filter((name) => !/^(vision|words|backend|unknown-pad)/.test(name))

const tokens = ['<|im_start|>', '<|im_end|>', '<|new|>', 'th', '</s>']

/** A small generator of numbers (mulberry32), so that a seed gives the same cases everywhere. */
function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Merges of any method over any of the donors, with any tokenizer section; the same for the same seed. */
export function randomCases(
  seed: number,
  count: number,
  methods = [...mergeMethods.keys()],
): readonly Case[] {
  const next = numbers(seed)
  const pick = <T>(values: readonly T[]): T => values[Math.floor(next() * values.length)]!
  const some = (least: number, most: number) => {
    const left = [...names]
    return Array.from(
      { length: least + Math.floor(next() * (most - least + 1)) },
      () => left.splice(Math.floor(next() * left.length), 1)[0]!,
    )
  }

  const tokenizer = (models: readonly string[]) => {
    const source = pick(['union', 'union', 'base', `@${pick(models)}`, `@${pick(names)}`])
    const named = Array.from({ length: pick([0, 0, 1, 2]) }, (): [string, unknown] => {
      const from = `@${pick(models)}`
      return [
        pick(tokens),
        pick<unknown>([
          { source: from },
          { source: from, force: true },
          { source: { kind: 'zero' } },
          { source: { kind: 'model_token', model: from, token: pick(tokens) } },
          { source: { kind: 'model_token', model: from, token_id: pick([0, 511, 512, 513, 519, 700]) } },
          {},
        ]),
      ]
    })
    const padding = pick([null, null, 8, 64])
    return {
      source,
      ...(named.length > 0 && { tokens: Object.fromEntries(named) }),
      ...(padding && { pad_to_multiple_of: padding }),
    }
  }

  return Array.from({ length: count }, (_, at): Case => {
    const name = pick(methods)
    const { inputs, nonBase, base: need, parameters } = mergeMethods.get(name)!
    const most = Math.min(inputs[1] ?? 4, 4)
    const least = Math.max(inputs[0], nonBase[0])
    let models = some(least, Math.max(least, most))
    if (nonBase[1] !== null) models = models.slice(0, nonBase[1] + (need === 'required' ? 1 : 0))
    const isListed = need !== 'optional'
    const base =
      need === 'required' || next() < 0.5 ? (isListed || next() < 0.5 ? models[0] : pick(names)) : undefined
    if (need === 'optional' && base && nonBase[1] !== null && models.includes(base))
      models = [...models, ...names.filter((other) => !models.includes(other)).slice(0, 1)]
    const asSlices = next() < 0.25
    const values = Object.fromEntries(
      parameters.filter(({ required }) => required).map((spec) => [spec.name, 0.5]),
    )
    const section = next() < 0.25 ? undefined : tokenizer(models)
    return {
      name: `random ${seed}.${at}: ${name} of ${models.join(', ')}`,
      method: name,
      ...(base && { base }),
      ...(asSlices ? { slices: [models, pick([models, [...models].reverse()])] } : { models }),
      ...(section && { tokenizer: section }),
      parameters: values,
    }
  })
}
