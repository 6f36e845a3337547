import type { SetupEvent } from '../../core/setup/events.ts'
import type { Shell } from '../shell.ts'
import { progressMegabytes } from './setup-text.ts'

const quietMs = 10_000

/**
 * Draws set-up on stderr: one line a step. On a terminal the line of what happens now is written over; elsewhere
 * large files and, every ten seconds, how far it is get lines of their own.
 */
export function setupRenderer(shell: Shell, quiet: boolean): { show(event: SetupEvent): void; close(): void } {
  const terminal = shell.stderr.isTTY === true
  const began = performance.now()
  let lastLine = began
  let title = ''
  let files = 0
  const elapsed = () => `${Math.round((performance.now() - began) / 1000)} s`
  const line = (text: string) => {
    lastLine = performance.now()
    shell.stderr.write(`${terminal ? '\r\u001b[K' : ''}${text}\n`)
  }
  const now = (text: string) => {
    const columns = shell.stderr.columns ?? 80
    if (terminal) shell.stderr.write(`\r\u001b[K  ${text} · ${elapsed()}`.slice(0, columns + 3))
    else if (performance.now() - lastLine > quietMs) line(`  ${text} · ${elapsed()}`)
  }
  const show = (event: SetupEvent) => {
    switch (event.event) {
      case 'setup-step':
        title = event.title
        files = 0
        if (terminal) now(title)
        else line(`set-up: ${title}`)
        break
      case 'setup-file': {
        files += 1
        const text = `${title}: file ${files}, ${event.file}${event.size ? ` (${event.size})` : ''}`
        if (!terminal && /\b[MG]B\b/.test(event.size ?? '')) line(`  ${text}`)
        else now(text)
        break
      }
      case 'setup-progress':
        now(
          event.unit === 'bytes'
            ? `${event.item} ${progressMegabytes(event.done, event.total)}`
            : `installing ${event.done} of ${event.total} packages`,
        )
        break
      case 'setup-note':
        line(`note: ${event.text}`)
        break
      case 'setup-finished':
        if (terminal) line(`  ${title} · ${event.seconds.toFixed(1)} s`)
        else line(`  done in ${event.seconds.toFixed(1)} s`)
    }
  }
  return quiet
    ? { show: () => {}, close: () => {} }
    : { show, close: () => terminal && shell.stderr.write('\r\u001b[K') }
}
