import fc from 'fast-check'

export type Tree = string | number | boolean | null | readonly Tree[] | { readonly [key: string]: Tree }

/** What stands in the place of a value: other types, other notations of the same type, and nonsense. */
const strangers: readonly Tree[] = [
  null,
  '',
  'x',
  'org/c',
  'a+b+c',
  5,
  0,
  -1,
  0.5,
  1.5,
  true,
  false,
  [],
  {},
  '1e-3',
  '0.5',
  ' 2 ',
  '7',
  7.0,
  '7.5',
  'yes',
  'off',
  'Y',
  'nan',
  [0, 1],
  [0, 0.5, 1],
  ['a'],
  [[1]],
  [null],
  { a: 1 },
  [{ value: 1 }],
  { filter: 'mlp', value: 1 },
  [{ filter: 'mlp', value: 1 }],
  [{ filter: '*', value: [0, 1] }],
  [{ filter: 'mlp', value: 1 }, 0],
  { kind: 'zero' },
  'union',
  'base',
  1e20,
]
const keys = [
  'weight',
  'density',
  'model',
  'models',
  'slices',
  'parameters',
  'dtype',
  'dype',
  'nomalize',
  'normalize',
  'filter',
  'note',
  'lora',
  '__proto__',
  'constructor',
  'toString',
  '7',
  'yes',
  'base_model',
  'tokenizer',
  'force',
  'token',
]

/** One edit somewhere in the tree: a value replaced, a key misspelt, added or taken out. */
function edited(tree: Tree, next: (below: number) => number): Tree {
  const isTree = typeof tree === 'object' && tree !== null
  if (!isTree || next(6) === 0) return strangers[next(strangers.length)]!
  if (Array.isArray(tree)) {
    if (tree.length === 0 || next(8) === 0) return [...tree, tree[0] ?? strangers[next(strangers.length)]!]
    const at = next(tree.length)
    if (next(8) === 0) return tree.filter((_, index) => index !== at)
    return tree.map((item, index) => (index === at ? edited(item, next) : item))
  }
  const entries = Object.entries(tree)
  const at = next(entries.length || 1)
  const [key, value] = entries[at] ?? ['a', 1]
  const kind = next(8)
  if (kind === 0) entries.splice(at, 1)
  else if (kind === 1) entries[at] = [`${key.slice(1, 2)}${key.slice(0, 1)}${key.slice(2)}`, value]
  else if (kind === 2) entries.push([keys[next(keys.length)]!, strangers[next(strangers.length)]!])
  else entries[at] = [key, edited(value, next)]
  return Object.fromEntries(entries)
}

/** Trees that differ from one of the given in one or two places, the same ones for the same seed. */
export function mutatedConfigs(wholes: readonly Tree[], count: number, seed: number): readonly Tree[] {
  const arbitrary = fc.tuple(
    fc.constantFrom(...wholes),
    fc.array(fc.nat(2 ** 30), { minLength: 60, maxLength: 60 }),
    fc.integer({ min: 1, max: 2 }),
  )
  return fc.sample(arbitrary, { numRuns: count, seed }).map(([whole, numbers, edits]) => {
    let at = 0
    const next = (below: number) => numbers[at++ % numbers.length]! % below
    return Array.from({ length: edits }).reduce<Tree>((tree) => edited(tree, next), whole)
  })
}
