import { closeSync, openSync, writeSync } from 'node:fs'

/** The log file of a run. Lines that come before there is a place for it are kept until there is one. */
export class MergeLog {
  #early: string[] = []
  #file: number | null = null

  /** Lines are written as they come, so that the log of a run that is killed tells how far it was. */
  write(line: string): void {
    if (this.#file === null) this.#early.push(line)
    else this.#put(line)
  }

  open(path: string): void {
    this.#file = openSync(path, 'a')
    for (const line of this.#early.splice(0)) this.#put(line)
  }

  close(): void {
    if (this.#file !== null) closeSync(this.#file)
    this.#file = null
  }

  #put(line: string): void {
    // A full disk must end the run through the weights, which say so properly, and not through its log.
    try {
      writeSync(this.#file!, `${line}\n`)
    } catch {}
  }
}
