import { diagnose, type LogFailure } from './failure.ts'

const opening = /^(\d{1,6}) validation errors? for \S/
/** More names tell nobody more. */
const mostNames = 20
const field = /^[\w.[\]()<>-]{1,200}$/

/** The fields that pydantic names below `2 validation errors for …`, each in a line of its own. */
export class InvalidFields {
  readonly #failure: LogFailure
  readonly #count: number
  readonly #names: string[] = []

  private constructor(failure: LogFailure, count: number) {
    this.#failure = failure
    this.#count = count
  }

  /** null where a failure has none. */
  static of(failure: LogFailure): InvalidFields | null {
    const count = Number(opening.exec(failure.message)?.[1] ?? 0)
    return count > 0 ? new InvalidFields(failure, count) : null
  }

  /** The failure with the fields so far; null where a line is none of theirs. */
  line(text: string): LogFailure | null {
    if (/^\s/.test(text)) return this.#told()
    if (this.#names.length >= this.#count || !field.test(text.trimEnd())) return null
    if (this.#names.length < mostNames) this.#names.push(text.trimEnd())
    return this.#told()
  }

  #told(): LogFailure {
    const { type, message } = this.#failure
    return diagnose(type, this.#names.length === 0 ? message : `${message}: ${this.#names.join(', ')}`)
  }
}
