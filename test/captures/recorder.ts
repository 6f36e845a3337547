import { spawn } from '@lydell/node-pty'
import xterm, { type IBuffer } from '@xterm/headless'
import { linesOf, type ScreenLine } from './svg.ts'

/** What a terminal showed, and for how long. */
export interface Frame {
  readonly lines: readonly ScreenLine[]
  readonly seconds: number
}

interface Options {
  readonly columns: number
  readonly rows: number
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
}

const tickMs = 200
/** Work is played faster than it was. */
const speed = 3
/** A wait is shown no longer than this, and what a command has left on the screen for so long. */
const longest = 0.8
const reading = 4

/** A shell in a pseudo-terminal whose screen is looked at several times a second. */
export class Recorder {
  readonly frames: Frame[] = []
  readonly #screen: InstanceType<typeof xterm.Terminal>
  readonly #shell: ReturnType<typeof spawn>
  readonly #rows: number
  readonly #columns: number
  readonly #ended: Promise<void>

  constructor({ columns, rows, cwd, env }: Options) {
    this.#columns = columns
    this.#rows = rows
    this.#screen = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 1000 })
    this.#shell = spawn('bash', ['--norc', '--noprofile'], {
      ...{ name: 'xterm-256color', cols: columns, rows, cwd },
      env: Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined)),
    })
    this.#shell.onData((data) => this.#screen.write(data))
    this.#ended = new Promise((settle) => this.#shell.onExit(() => settle()))
  }

  buffer(): IBuffer {
    return this.#screen.buffer.active
  }

  /** Types a command on an empty screen and records until the prompt is there again. */
  async command(line: string): Promise<void> {
    await this.#untilPrompt()
    this.#shell.write('\f')
    await wait(300)
    for (const key of line) {
      this.#shell.write(key)
      await wait(30)
      this.#look(0.04)
    }
    this.#look(0.6)
    this.#shell.write('\r')
    await wait(400)
    await this.#untilPrompt()
    this.#look(reading)
  }

  async end(): Promise<void> {
    this.#shell.write('exit\r')
    await this.#ended
  }

  async #untilPrompt(): Promise<void> {
    const deadline = Date.now() + 400_000
    while (!this.#isAtPrompt()) {
      if (Date.now() > deadline) throw new Error('the prompt did not come back')
      await wait(tickMs)
      this.#look(tickMs / 1000 / speed)
    }
  }

  #isAtPrompt(): boolean {
    const { active } = this.#screen.buffer
    const line = active.getLine(active.baseY + active.cursorY)?.translateToString(true) ?? ''
    return line.trim() === '$'
  }

  /** One more look; the same as before is shown longer. */
  #look(seconds: number): void {
    const lines = linesOf(this.buffer(), this.#columns, this.#rows)
    const last = this.frames.at(-1)
    if (last && JSON.stringify(last.lines) === JSON.stringify(lines)) {
      const most = seconds === reading ? reading : Math.max(last.seconds, longest)
      this.frames[this.frames.length - 1] = { lines, seconds: Math.min(most, last.seconds + seconds) }
    } else this.frames.push({ lines, seconds })
  }
}

const wait = (ms: number) => new Promise((settle) => setTimeout(settle, ms))
