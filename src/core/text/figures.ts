/** A share as people read it: `13.5 %`, `< 0.1 %` for what rounding would hide; a dash where there is none. */
export function percent(share: number | null): string {
  const percentage = share === null ? Number.NaN : share * 100
  if (!Number.isFinite(percentage)) return '–'
  if (percentage > 0 && percentage < 0.05) return '< 0.1 %'
  return `${percentage.toFixed(1)} %`
}

/** A figure with three digits, zeros at its end too, so that a column of them can be compared: `13.0`, `0.220`. */
export function threeDigits(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–'
  const size = Math.abs(value)
  if (value !== 0 && (size < 1e-3 || size >= 99_999.5)) return value.toExponential(2)
  return value.toFixed(size >= 99.95 ? 0 : size >= 9.995 ? 1 : size >= 0.9995 ? 2 : 3)
}

/** The same figures in three digits at most, for lines that pass by: `100 %`, `99.9 %`. */
export function shortShare(share: number | null): string {
  const isWhole = share !== null && Number.isFinite(share) && Math.abs(share) >= 0.9995
  return isWhole ? `${threeAtMost(share * 100)} %` : percent(share)
}

/** As `threeDigits`, and `1.23e4` of what has more. */
export function threeAtMost(value: number | null): string {
  const text = threeDigits(value)
  return value !== null && Math.abs(value) >= 999.5 && Number.isFinite(value)
    ? value.toExponential(2).replace('e+', 'e')
    : text
}

/** A figure with three significant digits, as sentences and settings show it: `13`, `0.22`, `49.3`; a dash where there is none. */
export function figure(value: number | null | undefined): string {
  const text = threeDigits(value)
  return /^-?[\d.]+$/.test(text) ? String(Number(text)) : text
}

/** A cosine, or another figure from -1 to 1: `0.25`; a dash where there is none. */
export const cosineText = (value: number | null | undefined): string => value?.toFixed(2) ?? '–'

/** A change of a share in percentage points, with its sign: `+3.2`. */
export function pointsText(change: number): string {
  const points = (change * 100).toFixed(1)
  return points.startsWith('-') ? points.replace(/^-0\.0$/, '+0.0') : `+${points}`
}

/** A figure that is only about right, or that heads a range, with two digits: `0.012`, `47`. */
export const twoDigits = (value: number): string => String(Number(value.toPrecision(2)))

/** A share at the tick of an axis: `20 %`, `0.5 %`. */
export const tickShare = (share: number): string => `${twoDigits(share * 100)} %`

/** A share in three columns: `14`, `<1`. */
export function shortPercent(share: number | null): string {
  if (share === null || !Number.isFinite(share)) return '–'
  return share > 0 && share < 0.005 ? '<1' : String(Math.round(share * 100))
}

/** A norm in four columns: `134`, `13`, `4.5`, `.45`, `3e-4`. */
export function shortNorm(norm: number | null): string {
  if (norm === null || !Number.isFinite(norm)) return '–'
  if (norm === 0) return '0'
  if (norm >= 999.5 || norm < 0.00995) return norm.toExponential(0).replace('e+', 'e')
  if (norm >= 9.95) return String(Math.round(norm))
  return norm.toFixed(norm >= 0.995 ? 1 : 2).replace(/^0\./, '.')
}

/** A cosine in four columns: `.25`, `-.1`, `1` */
export function shortCosine(cosine: number | null): string {
  if (cosine === null) return '–'
  const text = cosine.toFixed(2).replace(/^(-?)0\./, '$1.')
  return /^-?\.00$/.test(text) ? '0' : text.replace(/\.00$/, '')
}
