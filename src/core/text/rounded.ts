/** The number with so many significant digits. */
export const rounded = (value: number, digits: number): number => Number(value.toPrecision(digits))

/** The number with so many digits behind the point. It stands by itself, because the page of the report carries its text along. */
export function roundedTo(value: number, decimals: number): number {
  return Number(value.toFixed(decimals))
}
