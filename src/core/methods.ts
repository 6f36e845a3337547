export type ParameterType = 'number' | 'integer' | 'boolean'

/** One parameter of a method, its default and the values that make sense. */
export interface ParameterSpec {
  readonly name: string
  /** `global`: one value for the merge; `model`: one for each input; `non-base`: for each but the base. */
  readonly scope: 'global' | 'model' | 'non-base'
  readonly type: ParameterType
  readonly required: boolean
  readonly default: number | boolean | null
  /** Smallest and largest sensible value; `above` and `below` exclude the bound itself. */
  readonly min?: number
  readonly max?: number
  readonly above?: number
  /** 0 is no mistake in a gradient or filter: nothing is kept of the layers that it falls on. */
  readonly zeroSilences?: true
}

/** What sparsification leaves of a task vector. */
export type Keeps = 'all' | 'largest' | 'middle' | 'drawn' | 'drawn-by-rank' | 'most-varying'

/**
 * What mergekit's 20 merge methods need, as data. `python/mergescope/engine/methods.py` says the same of those that have a
 * kernel; test/integration/merge/methods.test.ts compares them.
 */
export interface MethodSpec {
  readonly name: string
  readonly sentence: string
  /** `ignored`: mergekit treats base_model as one more input. */
  readonly base: 'required' | 'optional' | 'ignored'
  /** Inputs including the base model when it is one; null: no upper limit. */
  readonly inputs: readonly [min: number, max: number | null]
  readonly nonBase: readonly [min: number, max: number | null]
  readonly parameters: readonly ParameterSpec[]
  /** Whether the engine merges it in chunks. The others hold whole tensors of all donors. */
  readonly kernel: boolean
  /** Copies of a whole tensor that a method without kernel makes: for each donor, and besides. */
  readonly copies: { readonly perDonor: number; readonly fixed: number }
  /** `arithmetic`: it adds weighted task vectors to the base. */
  readonly family: 'arithmetic' | 'other'
  readonly keeps: Keeps
  /** Whether only those changes are added that have the sign of their sum. */
  readonly elects: boolean
  /** Random methods draw from seeded blocks; their result depends on the seed. */
  readonly random: boolean
}

const number = (
  name: string,
  scope: ParameterSpec['scope'],
  fallback: number | null,
  limits: Pick<ParameterSpec, 'min' | 'max' | 'above' | 'zeroSilences'> = {},
): ParameterSpec => ({ name, scope, type: 'number', required: false, default: fallback, ...limits })
const required = (spec: ParameterSpec): ParameterSpec => ({ ...spec, required: true })
const flag = (name: string, fallback: boolean): ParameterSpec => ({
  name,
  scope: 'global',
  type: 'boolean',
  required: false,
  default: fallback,
})

const defaults = {
  base: 'required',
  inputs: [1, null],
  nonBase: [0, null],
  parameters: [],
  kernel: false,
  copies: { perDonor: 0, fixed: 0 },
  family: 'other',
  keeps: 'all',
  elects: false,
  random: false,
} as const satisfies Omit<MethodSpec, 'name' | 'sentence'>

const fraction = { above: 0, max: 1, zeroSilences: true } as const

/** The family of task arithmetic: base + λ Σ wᵢ·sparsify(donorᵢ − base). */
function taskArithmetic(
  name: string,
  sentence: string,
  {
    keeps = 'all' as Keeps,
    elects = false,
    normalize = false,
    rescale = false,
    extra = [] as readonly ParameterSpec[],
  } = {},
): MethodSpec {
  return {
    ...defaults,
    name,
    sentence,
    kernel: true,
    family: 'arithmetic',
    keeps,
    elects,
    random: keeps === 'drawn' || keeps === 'drawn-by-rank',
    parameters: [
      required(number('weight', 'non-base', null)),
      number('density', 'non-base', 1, fraction),
      ...extra,
      number('lambda', 'global', 1),
      flag('normalize', normalize),
      flag('rescale', rescale),
      flag('int8_mask', false),
    ],
  }
}

const gamma = number('gamma', 'non-base', 0.01, { min: 0, max: 1 })
const dellaEpsilon = number('epsilon', 'non-base', 0.15, { min: 0, max: 1 })

const specs: readonly MethodSpec[] = [
  {
    ...defaults,
    name: 'linear',
    sentence: 'Weighted average of all models.',
    base: 'ignored',
    kernel: true,
    parameters: [required(number('weight', 'model', null)), flag('normalize', true)],
  },
  {
    ...defaults,
    name: 'slerp',
    sentence: 'Walks along the sphere from the base model to one other model.',
    inputs: [2, 2],
    kernel: true,
    parameters: [required(number('t', 'global', null, { min: 0, max: 1 }))],
  },
  {
    ...defaults,
    name: 'nuslerp',
    sentence: 'Spherical interpolation of two models or of their task vectors, by weights.',
    base: 'optional',
    nonBase: [2, 2],
    copies: { perDonor: 2, fixed: 6 },
    parameters: [
      required(number('weight', 'non-base', null)),
      flag('nuslerp_row_wise', false),
      flag('nuslerp_flatten', true),
    ],
  },
  {
    ...defaults,
    name: 'passthrough',
    sentence: 'Copies tensors from one model; with slices, stacks layers of several.',
    base: 'ignored',
    inputs: [1, 1],
    kernel: true,
    parameters: [number('scale', 'model', null)],
  },
  {
    ...defaults,
    name: 'model_stock',
    sentence: 'Moves from the base towards the mean of the others as far as their task vectors agree.',
    inputs: [3, null],
    kernel: true,
    parameters: [flag('filter_wise', false)],
  },
  {
    ...defaults,
    name: 'arcee_fusion',
    sentence: 'Takes from the second model only the changes that matter most.',
    inputs: [2, 2],
    copies: { perDonor: 2, fixed: 6 },
  },
  {
    ...defaults,
    name: 'karcher',
    sentence: 'Finds the centre of all models on the sphere by iteration.',
    base: 'ignored',
    copies: { perDonor: 1, fixed: 4 },
    parameters: [
      { ...number('max_iter', 'global', 10, { min: 1 }), type: 'integer' },
      number('tol', 'global', 1e-5, { above: 0 }),
    ],
  },
  taskArithmetic('task_arithmetic', 'Adds the weighted task vectors to the base.'),
  taskArithmetic('ties', 'Trims small changes, elects a sign for each weight, and adds what agrees.', {
    keeps: 'largest',
    elects: true,
    normalize: true,
  }),
  taskArithmetic('dare_ties', 'Drops changes at random, rescales the rest, elects signs.', {
    keeps: 'drawn',
    elects: true,
    rescale: true,
  }),
  taskArithmetic('dare_linear', 'Drops changes at random and rescales the rest.', {
    keeps: 'drawn',
    rescale: true,
  }),
  taskArithmetic('breadcrumbs', 'Drops the largest and the smallest changes.', {
    keeps: 'middle',
    extra: [gamma],
  }),
  taskArithmetic('breadcrumbs_ties', 'Drops the largest and the smallest changes, elects signs.', {
    keeps: 'middle',
    elects: true,
    extra: [gamma],
  }),
  taskArithmetic('della', 'Drops small changes more often than large ones, rescales, elects signs.', {
    keeps: 'drawn-by-rank',
    elects: true,
    normalize: true,
    rescale: true,
    extra: [dellaEpsilon],
  }),
  taskArithmetic('della_linear', 'Drops small changes more often than large ones, and rescales.', {
    keeps: 'drawn-by-rank',
    rescale: true,
    extra: [dellaEpsilon],
  }),
  {
    ...defaults,
    name: 'multislerp',
    sentence: 'Weighted mean of several models on the sphere.',
    base: 'optional',
    nonBase: [1, null],
    copies: { perDonor: 4, fixed: 3 },
    parameters: [
      required(number('weight', 'non-base', null)),
      flag('normalize_weights', true),
      number('eps', 'global', 1e-8, { above: 0 }),
    ],
  },
  {
    ...defaults,
    name: 'nearswap',
    sentence: 'Pulls the base towards a second model where both are already close.',
    inputs: [2, 2],
    copies: { perDonor: 0, fixed: 5 },
    parameters: [required(number('t', 'global', null, { min: 0 }))],
  },
  {
    ...defaults,
    name: 'ram',
    sentence: 'Keeps changes that only one model made and averages shared ones.',
    copies: { perDonor: 3, fixed: 3 },
    parameters: [number('epsilon', 'global', 1e-5, { min: 0 })],
  },
  {
    ...defaults,
    name: 'ramplus_tl',
    sentence: 'Like ram, and strengthens the changes that only one model made.',
    copies: { perDonor: 3, fixed: 3 },
    parameters: [
      number('r', 'global', 0.1),
      number('alpha', 'global', 0.2, { min: 0 }),
      number('epsilon', 'global', 1e-5, { above: 0 }),
    ],
  },
  {
    ...defaults,
    name: 'sce',
    keeps: 'most-varying',
    elects: true,
    sentence: 'Selects weights with high variance, weighs models by size of change, erases minority signs.',
    copies: { perDonor: 4, fixed: 3 },
    parameters: [number('select_topk', 'global', 1, fraction), flag('int8_mask', false)],
  },
]

export const mergeMethods: ReadonlyMap<string, MethodSpec> = new Map(specs.map((spec) => [spec.name, spec]))

/** Whether a method takes a weight for each donor; one that is not known may. */
export const givesWeights = (method: string): boolean =>
  mergeMethods.get(method)?.parameters.some(({ name }) => name === 'weight') ?? true
