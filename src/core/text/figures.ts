/** A share as people read it: `13.5 %`, `< 0.1 %` for what rounding would hide; a dash where there is none. */
export function percent(share: number | null): string {
  if (share !== null && share > 0 && share < 0.0005) return '< 0.1 %'
  return share === null ? '–' : `${(share * 100).toFixed(1)} %`
}

/** A figure with four significant digits; a dash where there is none. */
export function figure(value: number | null | undefined): string {
  if (value === null || value === undefined) return '–'
  if (value !== 0 && (Math.abs(value) < 1e-3 || Math.abs(value) >= 1e6)) return value.toExponential(2)
  return String(Number(value.toPrecision(4)))
}
