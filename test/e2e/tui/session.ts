import { expect } from 'vitest'
import { openTerminal, type Terminal } from '../../support/terminal.ts'

export const keys = {
  esc: '\u001b',
  enter: '\r',
  up: '\u001b[A',
  down: '\u001b[B',
  right: '\u001b[C',
  pageDown: '\u001b[6~',
  tab: '\t',
  ctrlC: '\u0003',
} as const

export interface Session extends Terminal {
  /** `until` without the pause of a person: for what stands there only while something goes on. */
  readonly soon: Terminal['until']
}

/** Opens the screens as a person does, who sees a screen before they press the next key. */
export function openScreens(
  folder: string,
  env: NodeJS.ProcessEnv,
  {
    words = [],
    ...size
  }: { readonly words?: readonly string[]; readonly columns?: number; readonly rows?: number } = {},
): Session {
  const terminal = openTerminal(words, { cwd: folder, env, ...size })
  const { until } = terminal
  return {
    ...terminal,
    soon: until,
    until: async (pattern, timeoutMs) => {
      await until(pattern, timeoutMs)
      await new Promise((settle) => setTimeout(settle, 300))
      return until(pattern, timeoutMs)
    },
  }
}

/** What the terminal was asked to tell or do of the mouse, and still does after these bytes. */
export const mouseModes = (written: string): readonly string[] => {
  const modes = new Set<string>()
  for (const [, mode, end] of written.matchAll(/\u001b\[\?(1\d{3})([hl])/g))
    if (mode !== '1049') modes[end === 'h' ? 'add' : 'delete'](mode!)
  return [...modes]
}

/** The terminal is as it was: main screen, visible cursor, no bracketed paste, nothing of the mouse, line editing and echo on. */
export function expectRestored({ raw, screen }: Terminal): void {
  const all = raw()
  for (const [on, off] of [
    ['\u001b[?1049h', '\u001b[?1049l'],
    ['\u001b[?25l', '\u001b[?25h'],
    ['\u001b[?2004h', '\u001b[?2004l'],
  ] as const) {
    expect(all.lastIndexOf(on), `${JSON.stringify(on)} was never taken`).toBeGreaterThanOrEqual(0)
    expect(all.lastIndexOf(off), JSON.stringify(off)).toBeGreaterThanOrEqual(all.lastIndexOf(on))
  }
  expect(mouseModes(all)).toEqual([])
  const settings = screen().replaceAll('\n', '').split('left: ').at(-1)
  expect(settings).toMatch(/ icanon /)
  expect(settings).toMatch(/ echo /)
}
