/** The nearest row that exists; 0 where there is none. */
export const clamp = (row: number, rows: number): number => Math.max(0, Math.min(row, rows - 1))
