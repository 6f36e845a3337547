import type { OutputCheck } from '../contract/verify.ts'
import type { ConfigFacts, DonorTensor, WeightsFacts } from '../model/facts.ts'
import { fail, pass } from './check.ts'
import type { CheckCode } from './codes.ts'

/** What is said of each check that holds. */
const fine = {
  'config-heads': 'the query, key, value and output projections fit the head counts in config.json',
  'config-intermediate-size': 'the MLP projections fit intermediate_size in config.json',
} as const satisfies Partial<Record<CheckCode, string>>

interface Rule {
  readonly code: keyof typeof fine
  readonly projection: string
  /** The axis that the config counts. */
  readonly axis: 0 | 1
  /** What it counts there, and how it says so; null where config.json does not tell. */
  readonly size: (config: ConfigFacts) => readonly [expected: number, said: string] | null
}

const ofHeads = (key: string, count: (config: ConfigFacts) => number | null) => (config: ConfigFacts) => {
  const heads = count(config)
  if (heads === null || config.headDim === null) return null
  const size = heads * config.headDim
  return [size, `${key} ${heads} × head_dim ${config.headDim} = ${size}`] as const
}
const queries = ofHeads('num_attention_heads', ({ heads }) => heads)
const keys = ofHeads('num_key_value_heads', ({ keyValueHeads }) => keyValueHeads)
const inner = ({ intermediateSize: size }: ConfigFacts) =>
  size === null ? null : ([size, `intermediate_size ${size}`] as const)

const rules: readonly Rule[] = [
  { code: 'config-heads', projection: 'self_attn.q_proj', axis: 0, size: queries },
  { code: 'config-heads', projection: 'self_attn.k_proj', axis: 0, size: keys },
  { code: 'config-heads', projection: 'self_attn.v_proj', axis: 0, size: keys },
  { code: 'config-heads', projection: 'self_attn.o_proj', axis: 1, size: queries },
  { code: 'config-intermediate-size', projection: 'mlp.gate_proj', axis: 0, size: inner },
  { code: 'config-intermediate-size', projection: 'mlp.up_proj', axis: 0, size: inner },
  { code: 'config-intermediate-size', projection: 'mlp.down_proj', axis: 1, size: inner },
]

/** Every projection of every layer has the size that config.json gives it: heads × head_dim, and that of the MLP. */
export function checkShapes(config: ConfigFacts, weights: WeightsFacts): OutputCheck[] {
  const sizes = rules.map((rule) => ({ ...rule, size: rule.size(config), held: false }))
  const failed: OutputCheck[] = []
  for (const tensor of weights.tensors.values()) {
    const rule = sizes.find(({ projection }) => tensor.name.endsWith(`.${projection}.weight`))
    if (!rule?.size || /vision/.test(tensor.name)) continue
    rule.held = true
    const [expected, said] = rule.size
    if (tensor.shape[rule.axis] !== expected && !failed.some(({ code }) => code === rule.code))
      failed.push(fail(rule.code, sentence(tensor, rule.axis, said), tensor.name))
  }
  const codes = new Set(sizes.flatMap(({ code, held }) => (held ? [code] : [])))
  const passed = [...codes].filter((code) => !failed.some((check) => check.code === code))
  return [...failed, ...passed.map((code) => pass(code, fine[code]))]
}

const sentence = ({ name, shape }: DonorTensor, axis: 0 | 1, said: string): string =>
  `config.json says ${said}, ${name} has ${shape[axis]} ${axis === 0 ? 'rows' : 'columns'}`
