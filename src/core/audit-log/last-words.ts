import { diagnose, type LogFailure } from './failure.ts'

/** What a shell says of a process that a signal has ended, behind what a logger, a script or a progress bar wrote. */
const words =
  /(?:^|: line \d{1,9}: {1,9}\d{1,9} |^zsh: |(?:stdout|stderr) F |[\d\])%:Z|] ?)(killed|segmentation fault|bus error|abort(?:ed)?)(?: \(core dumped\))?(?: {2,}.*)?$/i
const names = ['Killed', 'Segmentation fault', 'Bus error', 'Aborted']

/** What may still come behind them, such as how a CI says that a step has failed. */
const [mostBehind, longest] = [5, 400]

/** The last words of a log, where they are those of a shell whose process was ended. */
export class LastWords {
  failure: LogFailure | null = null
  #behind = 0

  line(text: string): void {
    const line = text.slice(0, longest).trim()
    if (line === '') return
    const said = words.exec(line)?.[1]?.toLowerCase()
    const name = said && names.find((each) => each.toLowerCase().startsWith(said))
    if (name) {
      this.failure = diagnose(name, line)
      this.#behind = 0
    } else if (++this.#behind > mostBehind) this.failure = null
  }
}
