import { closeSync, constants, openSync, writeSync } from 'node:fs'

/** The log file of a run. Lines that come before there is a place for it are kept until there is one. */
export class MergeLog {
  #early: string[] = []
  #file: number | null = null
  #failure: string | null = null

  /** Lines are written as they come, so that the log of a run that is killed tells how far it was. */
  write(line: string): void {
    if (this.#file === null) this.#early.push(line)
    else this.#put(line)
  }

  /** A log that cannot be made or written ends no run: what can is the weights, which say so properly. */
  open(path: string): void {
    try {
      // Of a named pipe in its place nobody has to read.
      const { O_WRONLY, O_APPEND, O_CREAT, O_NONBLOCK } = constants
      this.#file = openSync(path, O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK, 0o666)
    } catch (thrown) {
      this.#failed(thrown)
    }
    for (const line of this.#early.splice(0)) this.#put(line)
  }

  close(): void {
    try {
      if (this.#file !== null) closeSync(this.#file)
    } catch (thrown) {
      this.#failed(thrown)
    }
    this.#file = null
  }

  /** Once, why lines of the log were lost. */
  takeFailure(): string | null {
    const failure = this.#failure
    if (failure !== null) this.#failure = ''
    return failure || null
  }

  #put(line: string): void {
    if (this.#file === null) return
    try {
      const data = Buffer.from(`${line}\n`)
      for (let at = 0; at < data.length; ) at += writeSync(this.#file, data, at)
    } catch (thrown) {
      this.#failed(thrown)
    }
  }

  #failed(thrown: unknown): void {
    this.#failure ??= (thrown as NodeJS.ErrnoException).code ?? String(thrown)
  }
}
