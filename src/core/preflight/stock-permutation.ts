import { configLimit, loadProblem } from './stock-loading.ts'
import { absent, type BuildSituation, unset } from './stock-tokenizer.ts'

/** What mergekit asks of a donor: for each key its id there, `absent`, or `unset`. */
export function permutation(
  situation: BuildSituation,
  donor: number,
  leadIds: Int32Array,
  output: Int32Array,
  mutated: ReadonlyMap<number, number>,
): Int32Array {
  const { view, lead } = situation
  const own = donor !== lead && loadProblem(situation, donor) === null
  const ids = own ? view.ids[donor]! : leadIds
  const limit = configLimit(view, donor) ?? ids.reduce((count, id) => count + (id >= 0 ? 1 : 0), 0)
  const asked = new Int32Array(output.length).fill(absent)
  for (let key = 0; key < ids.length; key++) {
    const id = ids[key]!
    if (id >= 0 && output[key]! >= 0) asked[key] = id >= limit ? unset : id
  }
  if (!own) for (const [key, id] of mutated) asked[key] = id >= limit ? unset : id
  return asked
}
