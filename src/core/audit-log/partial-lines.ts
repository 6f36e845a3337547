interface Numbered {
  readonly text: string
  readonly number: number
}

/** `2026-01-01T00:00:00.0Z stderr P ` before a part of a line, with F before its last one, as Kubernetes keeps logs. */
const part = /^(\d{4}-\d\d-\d\dT\S{1,40} (stdout|stderr) )([PF]) /
const longest = 1 << 20

interface Held {
  readonly prefix: string
  readonly number: number
  readonly parts: string[]
  length: number
}

/** Puts the parts of a line together again that the log of a container has in lines of their own. */
export class PartialLines {
  readonly #held = new Map<string, Held>();

  *line(line: Numbered): Generator<Numbered> {
    const match = part.exec(line.text)
    if (!match) {
      yield* this.end()
      yield line
      return
    }
    const [before, prefix = '', stream = '', kind] = match
    const held = this.#held.get(stream)
    if (!held && kind === 'F') {
      yield line
      return
    }
    const all = held ?? { prefix, number: line.number, parts: [], length: 0 }
    all.parts.push(line.text.slice(before.length))
    all.length += line.text.length
    this.#held.set(stream, all)
    if (kind === 'P' && all.length < longest) return
    this.#held.delete(stream)
    yield whole(all)
  }

  *end(): Generator<Numbered> {
    const all = [...this.#held.values()]
    this.#held.clear()
    yield* all.map(whole)
  }
}

const whole = ({ prefix, number, parts }: Held): Numbered => ({
  text: `${prefix}F ${parts.join('')}`,
  number,
})
