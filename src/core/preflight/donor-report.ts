import type { DonorReport, Ghost } from '../contract/inspect.ts'
import type { DonorFacts } from '../model/facts.ts'
import type { InspectedDonor } from './donor.ts'

/** What a donor is, in the form that `inspect --json` gives it. */
export function donorReport(
  { facts, name, role, local, downloadBytes }: InspectedDonor,
  soleTokens?: number,
): DonorReport {
  const { config, weights } = facts
  const vocabulary = facts.tokenizer?.vocabulary
  return {
    ref: name,
    role,
    architecture: config?.architecture ?? null,
    dtype: weights?.dtype ?? config?.dtype ?? null,
    parameters: weights?.parameters ?? null,
    bytes: weights?.bytes ?? null,
    layers: config?.layers ?? null,
    hiddenSize: config?.hiddenSize ?? null,
    configVocabSize: config?.vocabSize ?? null,
    tokenizer: vocabulary ? { tokens: vocabulary.size, maxId: vocabulary.maxId } : null,
    vocabularyTensors: (weights?.vocabularyTensors ?? []).map((tensor) => ({
      name: tensor.name,
      rows: tensor.rows,
    })),
    ghosts: ghostsOf(facts),
    ...(soleTokens !== undefined && { soleTokens }),
    local,
    downloadBytes,
  }
}

/** A donor that could not be opened. */
export function unreadDonor(ref: string, role: DonorReport['role']): DonorReport {
  return {
    ref,
    role,
    architecture: null,
    dtype: null,
    parameters: null,
    bytes: null,
    layers: null,
    hiddenSize: null,
    configVocabSize: null,
    tokenizer: null,
    vocabularyTensors: [],
    ghosts: [],
  }
}

/** The tokens of the tokenizer whose row a vocabulary tensor lacks, for each tensor, by ascending id. */
export function ghostsOf(facts: DonorFacts): Ghost[] {
  const vocabulary = facts.tokenizer?.vocabulary
  if (!vocabulary) return []
  return (facts.weights?.vocabularyTensors ?? []).flatMap(({ name, rows }) => {
    const first = vocabulary.firstEntryFrom(rows)
    return Array.from({ length: vocabulary.size - first }, (_, offset) => ({
      token: vocabulary.tokenAt(first + offset),
      id: vocabulary.idAt(first + offset),
      tensor: name,
      rows,
    }))
  })
}
