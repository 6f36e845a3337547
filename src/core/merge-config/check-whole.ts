import type { MethodSpec } from '../methods.ts'
import { rounded } from '../text/rounded.ts'
import type { LayerCount } from './check-sparsity.ts'
import { inputsOf } from './parameter-blocks.ts'
import type { Report } from './report.ts'
import { numberAt, pointsOf, tensorsToldApart } from './setting-values.ts'
import type { MergeConfig } from './types.ts'

/**
 * Gradients of parameters that are a whole number: mergekit interpolates them like all others, and refuses what lies
 * between. What is true or false it takes with any number in between.
 */
export function checkWhole(
  config: MergeConfig,
  method: MethodSpec,
  report: Report,
  layers: LayerCount = null,
): void {
  const told = new Set<string>()
  for (const spec of method.parameters.filter(({ type }) => type === 'integer'))
    for (const input of inputsOf(config, method)) {
      const at = input.settings.findIndex((parameters) => parameters.has(spec.name))
      const points = pointsOf([spec.name], input.settings, input.layers ?? layers)
      const values = tensorsToldApart([spec.name], input.settings).flatMap((tensor) =>
        points.map((t) => numberAt(spec.name, input.settings, tensor, t)),
      )
      const path = `${input.paths[at]}.${spec.name}`
      const between = values.find((value) => value !== null && !Number.isInteger(value))
      if (at < 0 || between == null || told.has(path)) continue
      told.add(path)
      const text = `${spec.name} comes to ${rounded(between, 4)} between the ends of its gradient, and must be a whole number`
      report('parameter-type', path, text, 'give it one value, or a filter for each kind of tensor')
    }
}
