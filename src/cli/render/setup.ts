import { jsonText } from '../../core/json/json-text.ts'
import type { SetupEvent } from '../../core/setup/events.ts'
import { formatBytes, formatSeconds } from '../../core/text/units.ts'
import type { Shell } from '../shell.ts'
import { liveLine } from './live-line.ts'

export interface SetupRenderer {
  show(event: SetupEvent): void
  close(): void
}

/** Set-up for scripts: NDJSON on stdout. */
export function setupLines(shell: Shell): SetupRenderer {
  return {
    show: ({ event, ...rest }) => {
      const line = { schema: 1, event, at: new Date().toISOString(), ...rest }
      shell.stdout.write(`${jsonText(line)}\n`)
    },
    close: () => {},
  }
}

/** Set-up on stderr, for people: a line a step, and one for each large file where nothing can be written over. */
export function setupScreen(shell: Shell): SetupRenderer {
  const { terminal, line, now, clear } = liveLine(shell)
  let title = ''
  let files = 0
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
  return { show, close: clear }
}

function progressText({ item, done, total, unit }: Extract<SetupEvent, { event: 'setup-progress' }>): string {
  if (unit === 'packages') return `installing ${done} of ${total} packages`
  return `${item}: ${formatBytes(done)}${total === null ? '' : ` of ${formatBytes(total)}`}`
}
