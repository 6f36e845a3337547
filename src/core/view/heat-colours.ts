/** Ten colours of heat, from nothing to the most, on light and on dark paper. */
export const heatColours = {
  light: [
    '#fbf7f0',
    '#feecd2',
    '#fddcac',
    '#fdc27f',
    '#fb9f5b',
    '#f3803f',
    '#d23a22',
    '#b8231f',
    '#8f0d1d',
    '#5f0517',
  ],
  dark: [
    '#201d2e',
    '#331a4a',
    '#541565',
    '#771d6c',
    '#98265f',
    '#b8354a',
    '#e8623a',
    '#f68a1e',
    '#fcb02c',
    '#f5e56b',
  ],
} as const

/** From which of them on the other ink is read. */
export const heatTurn = 6
