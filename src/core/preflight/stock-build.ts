import { formatModelRef } from '../model-ref.ts'
import { idCounter } from './stock-ids.ts'
import { leadProblem, limitOf, loadProblem, sourceDonor, specialTokens } from './stock-loading.ts'
import { permutation } from './stock-permutation.ts'
import { absent, type BuildSituation, extent, type StockTokenizer } from './stock-tokenizer.ts'
import type { StockError } from './stock-types.ts'

/** How mergekit builds the output tokenizer (tokenizer/build.py), or how it fails at it. */
export function buildStockTokenizer(situation: BuildSituation): StockTokenizer | StockError {
  const { view, setting, lead, referenced } = situation
  const problem = leadProblem(situation)
  if (problem) return problem
  const leadIds = strip(view.ids[lead]!, limitOf(view, lead)!)
  const sourceIds = sourceVocabulary(situation, leadIds)
  if ('type' in sourceIds) return sourceIds

  const has = (token: string) => (sourceIds[view.keyOf(token)] ?? absent) >= 0
  const missing = [...setting.tokens.keys()].filter((token) => !has(token))
  const reloaded =
    setting.source.kind === 'union' ? specialTokens(view, lead).filter((token) => !has(token)) : []
  const added = [...new Set([...reloaded, ...missing])].filter((token) => view.keyOf(token) < 0)
  const output = new Int32Array(view.size + added.length).fill(absent)
  output.set(sourceIds)
  const counter = idCounter(situation)
  const keyOfName = (token: string) => {
    const key = view.keyOf(token)
    return key < 0 ? view.size + added.indexOf(token) : key
  }
  // The union works on a copy that is saved and loaded again, and loading adds the special tokens anew.
  for (const token of reloaded) output[keyOfName(token)] = counter.next()
  if (setting.source.kind === 'union') addUnion(situation, output, counter)
  // `source: base` adds to the very object that stands for the leading donor, so the donor seems to have them.
  const mutated = new Map<number, number>()
  for (const token of missing) {
    const key = keyOfName(token)
    if (output[key]! >= 0) continue
    output[key] = counter.next()
    if (setting.source.kind === 'base') mutated.set(key, output[key]!)
  }
  const permutations = view.donors.map((_, donor) =>
    referenced.includes(donor) ? permutation(situation, donor, leadIds, output, mutated) : null,
  )
  return { output, permutations, lead, leadLimit: limitOf(view, lead)!, added, ...extent(output) }
}

function strip(ids: Int32Array, limit: number): Int32Array {
  return ids.map((id) => (id < limit ? id : absent))
}

function sourceVocabulary(
  { view, setting, mergekit }: BuildSituation,
  leadIds: Int32Array,
): Int32Array | StockError {
  if (setting.source.kind !== 'model') return leadIds
  const donor = sourceDonor(view, setting.source.model)
  if (donor < 0 || loadProblem({ view, mergekit }, donor)) {
    const name = formatModelRef(setting.source.model)
    return { type: 'ValueError', message: `no tokenizer can be loaded from ${name}`, donor: null, tokens: [] }
  }
  return view.ids[donor]!
}

/** Tokens that other donors have below their config's vocab_size, ordinary ones before added ones. */
function addUnion(
  { view, mergekit, lead, referenced }: BuildSituation,
  output: Int32Array,
  counter: { next(): number },
): void {
  for (const wantAdded of [false, true])
    for (const donor of referenced) {
      if (donor === lead || loadProblem({ view, mergekit }, donor)) continue
      const ids = view.ids[donor]!
      const limit = limitOf(view, donor)!
      const vocabulary = view.vocabularies[donor]!
      for (let key = 0; key < ids.length; key++) {
        const id = ids[key]!
        if (id < 0 || id >= limit || output[key]! >= 0) continue
        if (vocabulary.isAdded(vocabulary.firstEntryFrom(id)) === wantAdded) output[key] = counter.next()
      }
    }
}
