import type { SetupEvent } from '../../core/setup/events.ts'
import { clip } from '../../core/text/layout.ts'
import { formatBytes, formatSeconds } from '../../core/text/units.ts'
import type { Shell } from '../shell.ts'

export interface SetupRenderer {
  show(event: SetupEvent): void
  close(): void
}

const silenceMs = 10_000

/** Set-up for scripts: NDJSON on stdout. */
export function setupLines(shell: Shell): SetupRenderer {
  return {
    show: ({ event, ...rest }) => {
      const line = { schema: 1, event, at: new Date().toISOString(), ...rest }
      shell.stdout.write(`${JSON.stringify(line)}\n`)
    },
    close: () => {},
  }
}

/**
 * Set-up on stderr, for people: one line a step. On a terminal the line of what happens now is written over;
 * elsewhere large files and, after ten silent seconds, how far it is get lines of their own.
 */
export function setupScreen(shell: Shell): SetupRenderer {
  const terminal = shell.stderr.isTTY === true
  const began = performance.now()
  let lastLine = began
  let title = ''
  let files = 0
  const line = (text: string) => {
    lastLine = performance.now()
    shell.stderr.write(`${terminal ? '\r\u001b[K' : ''}${text}\n`)
  }
  const now = (text: string) => {
    const timed = `  ${text} · ${formatSeconds((performance.now() - began) / 1000)}`
    if (terminal) shell.stderr.write(`\r\u001b[K${clip(timed, (shell.stderr.columns ?? 80) - 1)}`)
    else if (performance.now() - lastLine > silenceMs) line(timed)
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
        const text = `file ${files}: ${event.file}${event.size ? ` (${event.size})` : ''}`
        if (!terminal && /\b[MG]B$/.test(event.size ?? '')) line(`  ${text}`)
        else now(`${title}, ${text}`)
        break
      }
      case 'setup-progress':
        now(`${title}, ${progressText(event)}`)
        break
      case 'setup-note':
        line(`note: ${event.text}`)
        break
      case 'setup-finished':
        line(
          terminal
            ? `  ${title} · ${formatSeconds(event.seconds)}`
            : `  done in ${formatSeconds(event.seconds)}`,
        )
    }
  }
  return { show, close: () => void (terminal && shell.stderr.write('\r\u001b[K')) }
}

function progressText({ item, done, total, unit }: Extract<SetupEvent, { event: 'setup-progress' }>): string {
  if (unit === 'packages') return `installing ${done} of ${total} packages`
  return `${item}: ${formatBytes(done)}${total === null ? '' : ` of ${formatBytes(total)}`}`
}
