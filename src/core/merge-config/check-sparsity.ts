import type { MethodSpec } from '../methods.ts'
import { formatModelRef } from '../model-ref.ts'
import { rounded } from '../text/rounded.ts'
import { type Input, inputsOf } from './parameter-blocks.ts'
import type { Report } from './report.ts'
import { numberAt, pointsOf, tensorsToldApart } from './setting-values.ts'
import type { MergeConfig } from './types.ts'

/** Layers of the models of a config without slices; null while they are not known. */
export type LayerCount = number | null

/**
 * What goes together with the density of a donor: della's epsilon, and the gamma of breadcrumbs. Looked at
 * layer by layer, with gradients interpolated, and for all tensors that filters tell apart.
 */
export function checkSparsity(
  config: MergeConfig,
  method: MethodSpec,
  report: Report,
  layers: LayerCount = null,
): void {
  const partner = method.parameters.find(
    ({ name, scope }) => scope === 'non-base' && (name === 'epsilon' || name === 'gamma'),
  )
  if (!partner) return
  const check = partner.name === 'epsilon' ? checkEpsilon : checkGamma
  const fallback = partner.default as number
  for (const input of inputsOf(config, method)) {
    if (input.isBase) continue
    const names = ['density', partner.name]
    const points = pointsOf(names, input.settings, input.layers ?? layers)
    const pairs = tensorsToldApart(names, input.settings).flatMap((tensor) =>
      points.map((t) => ({
        density: numberAt('density', input.settings, tensor, t) ?? 1,
        other: numberAt(partner.name, input.settings, tensor, t) ?? fallback,
      })),
    )
    check(pairs, input, report)
  }
}

interface Pair {
  readonly density: number
  readonly other: number
}

/** della keeps a weight with a chance from density - epsilon to density + epsilon, both inside (0, 1). */
function checkEpsilon(pairs: readonly Pair[], input: Input, report: Report): void {
  const bad = pairs.find(
    ({ density, other }) => density > 0 && density < 1 && (density - other <= 0 || density + other >= 1),
  )
  if (!bad) return
  const { density, other } = bad
  report(
    'parameter-range',
    pathOf('epsilon', input),
    `${formatModelRef(input.model)}: density ${short(density)} ± epsilon ${short(other)} leaves (0, 1)`,
    `choose an epsilon below ${short(Math.min(density, 1 - density))}`,
  )
}

/** breadcrumbs drops the share gamma from the top and keeps the share density below it. */
function checkGamma(pairs: readonly Pair[], input: Input, report: Report): void {
  const at = pathOf('gamma', input)
  const isGiven = input.settings.some((parameters) => parameters.has('gamma'))
  const name = formatModelRef(input.model)
  const over = pairs.find(({ density, other }) => density < 1 && density + other > 1 + rounding)
  if (over) {
    const { density, other } = over
    report(
      isGiven ? 'parameter-range' : 'parameter-without-effect',
      at,
      `${name}: density ${short(density)} + gamma ${short(other)} is more than 1, so fewer of the largest changes are dropped than gamma says`,
      `choose a gamma of at most ${short(1 - density)}`,
    )
  } else if (isGiven && pairs.every(({ density, other }) => density >= 1 && other > 0))
    report(
      'parameter-without-effect',
      at,
      `${name}: at a density of 1 everything is kept, so gamma has no effect`,
      'give it a density below 1, or leave gamma out',
    )
}

const rounding = 1e-9

const short = (value: number): number => rounded(value, 6)

/** Where the parameter stands, which may be at the slice, the module or the whole merge; else the density. */
function pathOf(name: string, { path, settings, paths }: Input): string {
  for (const wanted of [name, 'density']) {
    const at = settings.findIndex((parameters) => parameters.has(wanted))
    if (at >= 0) return `${paths[at]}.${wanted}`
  }
  return path
}
