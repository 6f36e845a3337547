import table from './tables/layouts.json' with { type: 'json' }

/**
 * What transformers does to a name while it loads a checkpoint. test/architectures/layouts.py writes the table: of each
 * class what is done for it and its parts, in that order, up to the first step that makes another tensor.
 */
interface Step {
  readonly from?: string
  readonly to?: string
  /** Of several the later ones only in a checkpoint that has the first. */
  readonly each?: readonly (readonly string[])[]
  /** What a name has to begin with, the first of these. */
  readonly within?: readonly string[]
  /** Added to the number that the group of the pattern is. */
  readonly add?: number
  readonly makes?: boolean
}

/** What a tensor of a checkpoint becomes: another name, or a part of another tensor. */
export interface Loaded {
  readonly name: string
  /** Whether it stays the tensor that it is. */
  readonly isWhole: boolean
}

const classes = new Map<string, readonly Step[]>(
  (table as readonly { classes: readonly string[]; steps: readonly Step[] }[]).flatMap(({ classes, steps }) =>
    classes.map((name) => [name, steps] as const),
  ),
)

/** What the tensors of one checkpoint are called once transformers has loaded it into a class. */
export function loadedAs(architecture: string | null, names: Iterable<string>): ReadonlyMap<string, Loaded> {
  const steps = [...(classes.get(architecture ?? '') ?? []), ...(classes.get('*') ?? [])]
  const own = [...names]
  const renamed = steps.filter(({ makes }) => !makes).reduce(renamedBy, own)
  const makes = steps.filter((step) => step.makes)
  return new Map(
    own.map((name, at) => {
      const loaded = renamed[at]!
      return [name, { name: loaded, isWhole: makes.every((step) => pieces(loaded, step).length === 0) }]
    }),
  )
}

function renamedBy(names: readonly string[], step: Step): readonly string[] {
  const pieced = names.map((name) => pieces(name, step))
  const isOpen = !step.each || pieced.some(([piece]) => piece?.at === 0)
  return names.map((name, at) => (isOpen ? (pieced[at]![0]?.name ?? name) : name))
}

/** What a step makes of a name, and by which of its patterns; nothing where it has nothing to do with it. */
function pieces(
  name: string,
  { from, to, each = [[from!, to!]], within = [''], add = 0 }: Step,
): readonly { readonly name: string; readonly at: number }[] {
  const before = within.find((beginning) => name.startsWith(beginning))
  if (before === undefined) return []
  const rest = name.slice(before.length)
  return each.flatMap(([pattern, other], at) => {
    const match = compiled(pattern!).exec(rest)
    if (!match) return []
    const group = match.slice(1).find((part) => part !== undefined) ?? ''
    const text = other!.replaceAll('\\1', () => (add ? String(Number(group) + add) : group))
    // As transformers puts it in: where the text first stands.
    return [{ name: before + rest.replace(match[0], () => text), at }]
  })
}

const known = new Map<string, RegExp>()

function compiled(pattern: string): RegExp {
  const regex = known.get(pattern) ?? new RegExp(pattern)
  known.set(pattern, regex)
  return regex
}
