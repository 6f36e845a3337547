/**
 * Tensors that two donors call by different names, as python/mergescope/merge/anatomy/aliases.py has them: gamma and
 * beta for weight and bias, a prefix that one of the two lacks, experts apart or put together, and their router with them.
 */
export function renamedLike<T>(
  own: ReadonlyMap<string, T>,
  expected: Iterable<string>,
): ReadonlyMap<string, T> {
  const there = new Set(expected)
  const extra = [...own.keys()].filter((name) => !there.has(name))
  const missing = [...there].filter((name) => !own.has(name))
  const others = aliases(extra, missing)
  if (others.size === 0) return own
  return new Map([...own].map(([name, value]) => [others.get(name) ?? name, value]))
}

/** What some of `names` are called among `others`. A prefix has to explain half of the fewer of the two at least. */
export function aliases(names: readonly string[], others: readonly string[]): ReadonlyMap<string, string> {
  const there = new Map(others.map((other) => [modern(other), other]))
  const pairs = new Map<string, string>()
  const take = (name: string, key: string) => {
    const other = there.get(key)
    if (other === undefined || pairs.has(name)) return
    pairs.set(name, other)
    there.delete(key)
  }
  for (const name of names) take(name, modern(name))
  for (;;) {
    const left = names.filter((name) => !pairs.has(name))
    const rename = left.length > 0 && there.size > 0 ? byPrefix(left, there) : null
    const before = pairs.size
    if (rename) for (const name of left) take(name, rename(modern(name)))
    if (pairs.size === before) return pairs
  }
}

/** Names of experts without what tells those that lie apart from those in one tensor. */
export function expertsOf(name: string): string | null {
  return /^(.*\.experts)\.(\d+\.|gate_up_proj|down_proj|up_proj|gate_proj)/.exec(modern(name))?.[1] ?? null
}

/** What TensorFlow saved as gamma and beta; what transformers 5 calls mlp since it puts experts together, and Granite's that lie together under other names. */
function modern(name: string): string {
  return name
    .replace('.block_sparse_moe.input_linear.weight', '.mlp.experts.gate_up_proj')
    .replace('.block_sparse_moe.output_linear.weight', '.mlp.experts.down_proj')
    .replace('.block_sparse_moe.router.layer.weight', '.mlp.router.weight')
    .replace(/(^|\.)gamma$/, '$1weight')
    .replace(/(^|\.)beta$/, '$1bias')
    .replace('.block_sparse_moe.', '.mlp.')
}

function byPrefix(names: readonly string[], there: ReadonlyMap<string, string>) {
  const own = new Set(names.map(modern))
  const votes = new Map<string, number>()
  const vote = (key: string) => votes.set(key, (votes.get(key) ?? 0) + 1)
  for (const name of own) for (const [prefix, rest] of prefixes(name)) if (there.has(rest)) vote(`-${prefix}`)
  for (const name of there.keys())
    for (const [prefix, rest] of prefixes(name)) if (own.has(rest)) vote(`+${prefix}`)
  const [best, count] = [...votes].reduce((a, b) => (b[1] > a[1] ? b : a), ['', 0] as [string, number])
  if (count === 0 || 2 * count < Math.min(own.size, there.size)) return null
  const prefix = best.slice(1)
  return (name: string) =>
    best.startsWith('+') ? prefix + name : name.startsWith(prefix) ? name.slice(prefix.length) : name
}

/** The first one or two parts of a name, and the rest. */
function prefixes(name: string): readonly (readonly [string, string])[] {
  const parts = name.split('.')
  return [1, 2]
    .filter((count) => count < parts.length)
    .map((count) => [`${parts.slice(0, count).join('.')}.`, parts.slice(count).join('.')])
}
