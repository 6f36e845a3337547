import { parseMergeConfig } from '../merge-config/parse.ts'
import type { ParameterCase, ParameterSetting } from '../merge-config/types.ts'
import type { ParameterSpec } from '../methods.ts'
import { counted } from '../text/units.ts'

/** A parameter as one line of YAML: `0.5`, `[0, 0.5, 1]`, `[{filter: mlp, value: 1}, 0]`. */
export function settingText(setting: ParameterSetting): string {
  if (setting.kind === 'scalar') return String(setting.value)
  if (setting.kind === 'gradient') return `[${setting.values.map(String).join(', ')}]`
  return `[${setting.cases.map(caseText).join(', ')}]`
}

const caseText = ({ filter, value }: ParameterCase): string => {
  const text = settingText(value)
  return filter === null ? `{value: ${text}}` : `{filter: ${JSON.stringify(filter)}, value: ${text}}`
}

/** A parameter in few columns: `0.5`, `0→0.5→1`, `0→…→1`, `2 filters`. */
export function briefSetting(setting: ParameterSetting, columns: number): string {
  const text = settingText(setting)
  if (text.length <= columns || setting.kind === 'scalar') return text
  if (setting.kind === 'filters') return counted(setting.cases.length, 'filter')
  const steps = setting.values.map(String)
  const whole = steps.join('→')
  return whole.length <= columns ? whole : `${steps[0]}→…→${steps.at(-1)}`
}

/** Reads such a line the way a config is read; null for what is no value. */
export function parseSetting(text: string): ParameterSetting | null {
  if (text.trim() === '' || /[\n\r]/.test(text)) return null
  const { config } = parseMergeConfig(
    `merge_method: linear\nmodels: [{model: m}]\nparameters:\n  value: ${text}\n`,
  )
  return config?.parameters.size === 1 ? (config.parameters.get('value') ?? null) : null
}

/** What values a parameter takes, in words: `above 0, at most 1, default 1`. */
export function limitsText(spec: ParameterSpec): string {
  const { type, min, max, above, required } = spec
  const parts = [
    type === 'boolean' ? 'true or false' : type === 'integer' ? 'a whole number' : 'a number',
    above === undefined ? '' : `above ${above}`,
    min === undefined ? '' : `at least ${min}`,
    max === undefined ? '' : `at most ${max}`,
    required ? 'required' : spec.default === null ? '' : `default ${spec.default}`,
  ]
  return parts.filter(Boolean).join(', ')
}
