import type { Scenario } from '../contract/inspect.ts'
import { largestOf } from '../many.ts'
import type { TensorInputs } from './vocabulary-inputs.ts'
import type { VocabularyView } from './vocabulary-view.ts'

const precedence = ['different-vocabularies', 'truncated-tensor', 'extra-tokens', 'match'] as const

/**
 * Which of the four situations hold, the gravest first. Donors whose vocabulary is unknown do not count.
 * “Contains” means: every token of the smaller, with the same id.
 */
export function scenariosOf(view: VocabularyView, tensors: readonly TensorInputs[]): Scenario[] {
  const scenarios = new Set<Scenario>()
  const known = view.ids.filter((ids) => ids !== null)
  const sizes = view.vocabularies.filter((vocabulary) => vocabulary !== null).map(({ size }) => size)
  const largest = sizes.indexOf(largestOf(sizes))
  const container = known[largest]
  if (container) {
    if (!known.every((ids) => contains(container, ids))) scenarios.add('different-vocabularies')
    else if (sizes.some((size) => size !== sizes[largest])) scenarios.add('extra-tokens')
  }
  const ghost = ({ inputs, rows }: TensorInputs) =>
    inputs.some((donor, at) => (view.vocabularies[donor]?.maxId ?? -1) >= rows[at]!)
  if (tensors.some(ghost)) scenarios.add('truncated-tensor')
  if (scenarios.size === 0) scenarios.add('match')
  return precedence.filter((scenario) => scenarios.has(scenario))
}

function contains(container: Int32Array, ids: Int32Array): boolean {
  return ids.every((id, key) => id < 0 || container[key] === id)
}
