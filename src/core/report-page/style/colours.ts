import { heatColours, heatTurn } from '../../view/heat-colours.ts'

/** The colours of heat, each with the ink that is read on it, and five for below zero. */
const light = [...heatColours.light, ...['#eaf1fb', '#cadcf5', '#9fc1ec', '#2f6dbd', '#123c78']]
const dark = [...heatColours.dark, ...['#1b2536', '#1c3554', '#1d4977', '#7fb2f0', '#b7d6fb']]
const classes = [
  ...Array.from({ length: 10 }, (_, step) => `h${step}`),
  ...[1, 2, 3, 4, 5].map((step) => `c${step}`),
]
/** From which of the colours on the other ink is read, of heat and below zero. */
const turns = { heat: heatTurn, below: 13 } as const
const isDeep = (at: number) => (at < 10 ? at >= turns.heat : at >= turns.below)

const variables = (palette: readonly string[], pale: string, deep: string) =>
  classes.map((name, at) => `--${name}:${palette[at]};--${name}i:${isDeep(at) ? deep : pale};`).join('')

const lightTheme = `--paper:#fff;--raised:#f6f7f9;--ink:#1b1f24;--soft:#555e68;--faint:#8a929c;--line:#d9dee3;--accent:#2456c4;--warn:#b3390a;--good:#176639;${variables(light, '#1b1f24', '#fff')}`
const darkTheme = `--paper:#14171a;--raised:#1d2125;--ink:#e8eaed;--soft:#aab2bb;--faint:#8a929c;--line:#343a40;--accent:#8ab4ff;--warn:#ff9a70;--good:#7fd6a0;${variables(dark, '#f2f3f5', '#14171a')}`

export const colours = `
:root { color-scheme: light dark; ${lightTheme} }
@media screen and (prefers-color-scheme: dark) { :root { ${darkTheme} } }
${classes.map((name) => `.${name} { background: var(--${name}); color: var(--${name}i); }`).join('\n')}
`
