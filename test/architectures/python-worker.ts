import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { repositoryRoot, testPython } from '../support/python.ts'

/** What worker.py answers: `error` where it has nothing else. */
export type Answer = Readonly<Record<string, unknown>> & { readonly error?: string }

const script = join(repositoryRoot, 'test', 'architectures', 'worker.py')

/** One Python for question after question. It is started anew only where it died, or did not answer. */
export class PythonWorker {
  #process: ChildProcess | null = null
  #answers: AsyncIterator<string> | null = null
  readonly #seconds: number
  readonly scratch: string

  /**
   * @param seconds after which a question counts as not answered
   * @param scratch a folder for all that it leaves; whoever made it removes it
   */
  constructor(seconds: number, scratch: string) {
    this.#seconds = seconds
    this.scratch = scratch
  }

  async ask(question: Readonly<Record<string, unknown>>): Promise<Answer> {
    if (this.#process === null) this.#start()
    this.#process!.stdin!.write(`${JSON.stringify(question)}\n`)
    let late: NodeJS.Timeout | undefined
    const silence = new Promise<null>((resolve) => {
      late = setTimeout(resolve, this.#seconds * 1000, null)
    })
    const answer = await Promise.race([this.#answers!.next(), silence])
    clearTimeout(late)
    if (answer !== null && !answer.done) return JSON.parse(answer.value) as Answer
    await this.end()
    return { error: answer === null ? `no answer within ${this.#seconds} s` : 'Python crashed', lost: true }
  }

  async end(): Promise<void> {
    const python = this.#process
    this.#process = null
    if (python === null || python.exitCode !== null || python.signalCode !== null) return
    const ended = once(python, 'exit')
    python.kill('SIGKILL')
    await ended
  }

  #start(): void {
    const { stderr } = process
    this.#process = spawn(testPython(), [script], {
      cwd: repositoryRoot,
      stdio: ['pipe', 'pipe', process.env.MERGESCOPE_SHOW_STDERR ? stderr : 'ignore'],
      env: {
        ...process.env,
        TMPDIR: this.scratch,
        PYTHONDONTWRITEBYTECODE: '1',
        PYTHONHASHSEED: '0',
        OMP_NUM_THREADS: '1',
      },
    })
    // A write to a Python that has died: the missing answer tells it.
    this.#process.stdin!.on('error', () => undefined)
    this.#answers = createInterface({ input: this.#process.stdout! })[Symbol.asyncIterator]()
  }
}
