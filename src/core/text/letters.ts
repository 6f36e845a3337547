/** a … z, aa, ab …, as spreadsheets count their columns: every index has a name of its own. */
export function letterOf(index: number): string {
  let letters = ''
  for (let left = index; left >= 0; left = Math.floor(left / 26) - 1)
    letters = String.fromCharCode(97 + (left % 26)) + letters
  return letters
}
