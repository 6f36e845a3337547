import { expect, test } from 'vitest'
import { chooseRenderer } from '../../../../src/cli/render/choose.ts'
import { wantsColour } from '../../../../src/cli/render/paint.ts'

const terminal = { json: false, tui: true, quiet: false, isTerminal: true, env: { TERM: 'xterm-256color' } }

test.each([
  ['a terminal gets the dashboard', {}, 'dashboard'],
  ['--no-tui gets bars', { tui: false }, 'bars'],
  ['a pipe gets lines', { isTerminal: false }, 'plain'],
  ['a dumb terminal gets lines', { env: { TERM: 'dumb' } }, 'plain'],
  ['--quiet gets lines', { quiet: true }, 'plain'],
  ['a screen reader gets no moving screen', { env: { INK_SCREEN_READER: 'true' } }, 'bars'],
  ['--json wins over all', { json: true, tui: false, isTerminal: false }, 'ndjson'],
] as const)('%s', (_, change, kind) => {
  expect(chooseRenderer({ ...terminal, ...change })).toBe(kind)
})

test.each([
  ['a terminal', { asked: true, env: {}, isTerminal: true }, true],
  ['a pipe', { asked: true, env: {}, isTerminal: false }, false],
  ['--no-color', { asked: false, env: { FORCE_COLOR: '1' }, isTerminal: true }, false],
  ['NO_COLOR', { asked: true, env: { NO_COLOR: '1', FORCE_COLOR: '1' }, isTerminal: true }, false],
  [
    'an empty NO_COLOR, which counts as unset',
    { asked: true, env: { NO_COLOR: '' }, isTerminal: true },
    true,
  ],
  ['FORCE_COLOR', { asked: true, env: { FORCE_COLOR: '1' }, isTerminal: false }, true],
  ['FORCE_COLOR=0', { asked: true, env: { FORCE_COLOR: '0' }, isTerminal: true }, false],
  ['TERM=dumb', { asked: true, env: { TERM: 'dumb' }, isTerminal: true }, false],
] as const)('colours on %s', (_, question, colours) => {
  expect(wantsColour(question)).toBe(colours)
})
