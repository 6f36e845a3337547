import type { MethodSpec } from '../methods.ts'
import { dividesByWeights } from './check-weights.ts'
import { inputsOf, parameterBlocks } from './parameter-blocks.ts'
import type { Report } from './report.ts'
import { valuesOf } from './setting-values.ts'
import type { MergeConfig } from './types.ts'

/** Parameters that are right by themselves, and leave the merge as it would be without the donors, or without them. */
export function checkIdle(config: MergeConfig, method: MethodSpec, report: Report): void {
  if (method.family === 'arithmetic')
    for (const { path, parameters } of parameterBlocks(config)) {
      const lambda = parameters.get('lambda')
      if (lambda && valuesOf(lambda).every((value) => value === 0))
        report(
          'parameter-without-effect',
          `${path}.lambda`,
          'lambda is 0, so the output is the base model',
          'lambda multiplies the sum of all differences from the base; 1 leaves it as it is',
        )
    }
  checkSharedWeight(config, method, report)
}

/** A list of weights for all models, which reads like one weight for each: it is a gradient, and each model has the same. */
function checkSharedWeight(config: MergeConfig, method: MethodSpec, report: Report): void {
  const inputs = inputsOf(config, method).filter(({ isBase }) => !isBase)
  const nearest = inputs.map(({ settings, paths }) => {
    const at = settings.findIndex((parameters) => parameters.has('weight'))
    return { path: paths[at], setting: settings[at]?.get('weight') }
  })
  const lists = new Set(nearest.flatMap(({ path, setting }) => (setting?.kind === 'gradient' ? [path!] : [])))
  for (const path of lists) {
    const sharing = inputs.filter((_, at) => nearest[at]!.path === path)
    if (sharing.length < 2 || sharing.length < inputs.length || !dividesByWeights(sharing[0]!, method))
      continue
    report(
      'parameter-without-effect',
      `${path}.weight`,
      `${path}.weight is a gradient over the layers, the same for all models, and what they add up to is divided by its sum: it changes nothing`,
      'for a weight of its own for each model, write weight under each entry of models',
    )
  }
}
