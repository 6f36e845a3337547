/** `12 of 190 MB`; without a total `12 MB`. */
export function progressMegabytes(done: number, total: number | null): string {
  const megabytes = (bytes: number) => (bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)
  return total === null ? `${megabytes(done)} MB` : `${megabytes(done)} of ${megabytes(total)} MB`
}
