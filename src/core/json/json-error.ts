/** Why bytes are not the JSON that was expected, and where. Callers turn it into what a user reads. */
export class JsonError extends Error {
  readonly reason: string
  /** Byte offset in the text. */
  readonly offset: number

  constructor(reason: string, offset: number) {
    super(`${reason} at byte ${offset}`)
    this.name = 'JsonError'
    this.reason = reason
    this.offset = offset
  }
}

/** What whoever else reads the text takes, and no merge comes of. */
export class TakenJsonError extends JsonError {}
