import { quote } from '../json/quote.ts'
import type { MethodSpec, ParameterSpec } from '../methods.ts'
import { formatModelRef } from '../model-ref.ts'
import { nearest } from './nearest.ts'
import type { Input } from './parameter-blocks.ts'
import type { Report } from './report.ts'
import type { Parameters } from './types.ts'

/** Whether some value applies to every tensor: a filter list needs a last entry without a filter. */
function coverage(name: string, settings: readonly Parameters[]): 'all' | 'some' | 'none' {
  let covered: 'some' | 'none' = 'none'
  for (const parameters of settings) {
    const setting = parameters.get(name)
    if (!setting) continue
    if (setting.kind !== 'filters' || setting.cases.some(({ filter }) => filter === null)) return 'all'
    covered = 'some'
  }
  return covered
}

/** Parameters that a method needs and that an input, or some of its tensors, do not have. */
export function checkRequired(input: Input, method: MethodSpec, report: Report): void {
  for (const spec of method.parameters) {
    if (!spec.required || (spec.scope === 'non-base' && input.isBase)) continue
    const covered = coverage(spec.name, spec.scope === 'global' ? input.shared : input.settings)
    if (covered === 'all') continue
    const model = formatModelRef(input.model)
    if (covered === 'some')
      report(
        'parameter-no-default',
        `${pathOf(spec, input)}.${spec.name}`,
        `the filters of ${spec.name} do not cover every tensor${spec.scope === 'global' ? '' : ` of ${model}`}`,
      )
    else if (input.added)
      report(
        'base-without-weight',
        'base_model',
        `${method.name} takes the base model ${model} as one more input, and it has no ${spec.name}`,
      )
    else if (spec.scope === 'global')
      report(
        'parameter-missing',
        'parameters',
        `${method.name} needs the parameter ${spec.name}`,
        slipOf(spec.name, method, input.shared) ?? `add parameters: {${spec.name}: 0.5}`,
      )
    else
      report(
        'parameter-missing',
        input.path,
        `${method.name} needs ${spec.name} for ${model}`,
        slipOf(spec.name, method, input.settings) ?? `add parameters: {${spec.name}: 1.0} to it`,
      )
    if (spec.scope === 'global') return
  }
}

/** Where the nearest value of a parameter stands; that of the whole merge does not stand at an input. */
function pathOf({ name, scope }: ParameterSpec, { settings, shared, paths, path }: Input): string {
  const at = settings.findIndex((each) => each.has(name) && (scope !== 'global' || shared.includes(each)))
  return paths[at] ?? `${path}.parameters`
}

/** A parameter of another name that was most likely meant for this one. */
function slipOf(name: string, { parameters }: MethodSpec, settings: readonly Parameters[]): string | null {
  const own = parameters.map((spec) => spec.name)
  const slip = settings
    .flatMap((each) => [...each.keys()])
    .find((written) => !own.includes(written) && nearest(written, own) === name)
  return slip === undefined ? null : `did you mean “${name}” instead of ${quote(slip)}?`
}
