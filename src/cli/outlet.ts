import { randomInt } from 'node:crypto'
import { printable } from '../core/text/printable.ts'

/**
 * Control sequences of ours carry a number that nobody outside this process can know. Whatever else looks like one
 * came from a stranger. (In groups of four digits, as those who measure text expect of a control sequence.)
 */
const secret = Array.from({ length: 4 }, () => randomInt(1000, 10_000)).join(';')
const ours = new RegExp(`\\u001b\\[${secret};([\\d;]*)([mK])`, 'g')

/** A colour of ours, by the parameters of its control sequence. */
export const colour = (parameters: string): string => `\u001b[${secret};${parameters}m`

/** Goes back to the start of the line and empties it. */
export const emptyLine = `\u001b[${secret};0K`

/** A text as it goes to the terminal: its lines printable, and in them no control sequences but ours. */
export function drawn(text: string): string {
  let out = ''
  let from = 0
  for (const { 0: sequence, 1: parameters, 2: kind, index } of text.matchAll(ours)) {
    out += lines(text.slice(from, index)) + (kind === 'm' ? `\u001b[${parameters}m` : '\r\u001b[K')
    from = index + sequence.length
  }
  return out + lines(text.slice(from))
}

const lines = (text: string): string =>
  text
    .split(/(\r?\n)/)
    .map((part, index) => (index % 2 === 1 ? part : printable(part)))
    .join('')

const behind = new WeakMap<object, NodeJS.WriteStream>()

/** The same stream, through which nothing gets that is not `drawn`: the only way from a command to the terminal. */
export function outlet(stream: NodeJS.WriteStream): NodeJS.WriteStream {
  const write = (chunk: string | Uint8Array, ...rest: unknown[]) =>
    stream.write(
      drawn(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8')),
      // biome-ignore lint/plugin: the arguments of one call, handed on
      ...(rest as [BufferEncoding]),
    )
  const guarded = new Proxy(stream, {
    get: (target, key) => {
      if (key === 'write') return write
      const value: unknown = Reflect.get(target, key, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
    set: (target, key, value) => Reflect.set(target, key, value, target),
  })
  behind.set(guarded, stream)
  return guarded
}

/**
 * The stream itself, for what moves the cursor about: screens, bars, and a typed answer. Those draw each text
 * printable themselves.
 */
export const unguarded = (stream: NodeJS.WriteStream): NodeJS.WriteStream => behind.get(stream) ?? stream
