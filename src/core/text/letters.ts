/** a … z, aa, ab …, as spreadsheets count their columns: every index has a name of its own. */
export function letterOf(index: number): string {
  let letters = ''
  for (let left = index; left >= 0; left = Math.floor(left / 26) - 1)
    letters = String.fromCharCode(97 + (left % 26)) + letters
  return letters
}

/**
 * What columns are headed with, so that no head is taken for another model: the last parts of the names, where all fit
 * and differ; else letters, which are capitals where a model is itself called by one.
 * @param columns that a head may take; none: letters only
 */
export function headsOf(refs: readonly string[], columns = 0): readonly string[] {
  const names = refs.map((ref) => /[^/\\]*(?=[/\\]*$)/.exec(ref)![0])
  const fit = names.every((name) => /^[\w.+-]+$/.test(name) && name.length <= columns)
  if (fit && new Set(names).size === names.length) return names
  const areLetters = names.some((name) => /^[a-z]{1,2}$/.test(name))
  const letters = refs.map((_, index) => letterOf(index))
  return areLetters ? letters.map((letter) => letter.toUpperCase()) : letters
}
