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
  if (value !== 0 && (size < 1e-3 || size >= 99_999.5)) return value.toExponential(1)
  return value.toFixed(size >= 99.95 ? 0 : size >= 9.995 ? 1 : size >= 0.9995 ? 2 : 3)
}

/** The same figures in three digits at most, for lines that pass by: `100 %`, `99.9 %`. */
export function shortShare(share: number | null): string {
  const isWhole = share !== null && Number.isFinite(share) && Math.abs(share) >= 0.9995
  return isWhole ? `${threeAtMost(share * 100)} %` : percent(share)
}

/** As `threeDigits`, and `1.2e4` of what has more. */
export function threeAtMost(value: number | null): string {
  const text = threeDigits(value)
  return value !== null && Math.abs(value) >= 999.5 && Number.isFinite(value)
    ? value.toExponential(1).replace('e+', 'e')
    : text
}

/** A figure with four significant digits; a dash where there is none. */
export function figure(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–'
  if (value !== 0 && (Math.abs(value) < 1e-3 || Math.abs(value) >= 1e6)) return value.toExponential(2)
  return String(Number(value.toPrecision(4)))
}
