/** A value of a pickle. Nothing of it is run: a call is kept as the name of what would be called, and with what. */
export type Pickled =
  | string
  | number
  | boolean
  | null
  | PickledCall
  | readonly Pickled[]
  | Map<Pickled, Pickled>

export interface PickledCall {
  /** `module.name`; `persistent` for what lies elsewhere in the file. */
  readonly name: string
  readonly given: readonly Pickled[]
}

/** Thrown where the bytes end before the pickle does. */
export class PickleEnds extends Error {}

export const isCall = (value: Pickled | undefined): value is PickledCall =>
  typeof value === 'object' && value !== null && 'name' in value

const mark = Symbol('mark')

/**
 * The value of the pickle that starts at `start`, and where it ends. It knows what torch.save writes, in protocols 2 to 5.
 * Throws `PickleEnds`, and an Error for an opcode that torch.save has no use for.
 */
export function unpickle(
  bytes: Uint8Array,
  start: number,
): { readonly value: Pickled; readonly end: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const stack: (Pickled | typeof mark)[] = []
  const memo = new Map<number, Pickled>()
  let at = start
  const take = (count: number) => {
    at += count
    if (at > bytes.length) throw new PickleEnds()
    return at - count
  }
  const text = (length: number) => new TextDecoder().decode(bytes.subarray(take(length), at))
  const line = () => {
    const end = bytes.indexOf(10, at)
    if (end < 0) throw new PickleEnds()
    const content = text(end - at)
    at = end + 1
    return content
  }
  const byte = () => bytes[take(1)]!
  const short = () => view.getUint16(take(2), true)
  const word = () => view.getUint32(take(4), true)
  const long = () => Number(view.getBigUint64(take(8), true))
  const push = (value: Pickled) => stack.push(value)
  const pop = () => {
    const value = stack.pop()
    if (value === undefined || value === mark) throw new Error('a pickle that takes more than it has')
    return value
  }
  const sinceMark = () => {
    const values: Pickled[] = []
    for (let value = stack.pop(); value !== mark; value = stack.pop()) {
      if (value === undefined) throw new Error('a pickle without a mark')
      values.push(value)
    }
    return values.reverse()
  }
  const top = () => {
    const value = pop()
    stack.push(value)
    return value
  }
  const number = (count: number) => {
    // Longer ones are magic numbers, of which nobody asks the value.
    const first = take(count)
    return Array.from({ length: Math.min(count, 6) }, (_, n) => bytes[first + n]! * 2 ** (8 * n)).reduce(
      (sum, part) => sum + part,
      0,
    )
  }
  const set = (pairs: readonly Pickled[]) => {
    const target = top()
    if (!(target instanceof Map)) return
    for (let n = 0; n + 1 < pairs.length; n += 2) target.set(pairs[n]!, pairs[n + 1]!)
  }
  const call = (name: Pickled, given: Pickled) => {
    const own = isCall(name) ? name.name : ''
    push(
      own === 'collections.OrderedDict' ? new Map() : { name: own, given: Array.isArray(given) ? given : [] },
    )
  }
  const several = (count: number) => push(Array.from({ length: count }, pop).reverse())
  const operations: Readonly<Record<number, () => unknown>> = {
    128: () => take(1),
    149: () => take(8),
    125: () => push(new Map()),
    93: () => push([]),
    41: () => push([]),
    143: () => push([]),
    40: () => stack.push(mark),
    78: () => push(null),
    136: () => push(true),
    137: () => push(false),
    74: () => push(view.getInt32(take(4), true)),
    75: () => push(byte()),
    77: () => push(short()),
    138: () => push(number(byte())),
    71: () => push(view.getFloat64(take(8))),
    88: () => push(text(word())),
    84: () => push(text(word())),
    66: () => push(text(word())),
    140: () => push(text(byte())),
    85: () => push(text(byte())),
    67: () => push(text(byte())),
    141: () => push(text(long())),
    113: () => memo.set(byte(), top()),
    114: () => memo.set(word(), top()),
    148: () => memo.set(memo.size, top()),
    104: () => push(memo.get(byte()) ?? null),
    106: () => push(memo.get(word()) ?? null),
    99: () => push({ name: `${line()}.${line()}`, given: [] }),
    147: () => {
      const name = pop()
      push({ name: `${pop()}.${name}`, given: [] })
    },
    116: () => push(sinceMark()),
    133: () => several(1),
    134: () => several(2),
    135: () => several(3),
    82: () => {
      const given = pop()
      call(pop(), given)
    },
    129: () => {
      const given = pop()
      call(pop(), given)
    },
    98: () => pop(),
    48: () => pop(),
    115: () => {
      const value = pop()
      set([pop(), value])
    },
    117: () => set(sinceMark()),
    97: () => pop(),
    101: () => sinceMark(),
    81: () => push({ name: 'persistent', given: [pop()] }),
  }
  for (;;) {
    const code = byte()
    if (code === 0x2e) return { value: pop(), end: at }
    const operation = operations[code]
    if (!operation) throw new Error(`a pickle with the opcode ${code}`)
    operation()
  }
}
