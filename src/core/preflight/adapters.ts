import type { Finding } from '../contract/common.ts'
import { makeFinding } from '../findings/make.ts'
import type { VocabularyChange } from '../model/facts.ts'
import { vocabularyKindOf } from '../model/vocabulary-names.ts'
import type { InspectedDonor } from './donor.ts'

/**
 * Whether the models with adapters have a place to become one in, and whether they can: mergekit merges an
 * adapter into its model first, into a folder that the user names.
 * @param folder that folder; null where nothing will be merged
 */
export function adapterFindings(
  donors: readonly InspectedDonor[],
  folder: string | null | undefined,
): readonly Finding[] {
  const parted = donors.flatMap(partedTies)
  const first = donors.find(({ ref }) => ref.lora !== null)
  if (folder !== undefined || !first) return parted
  const message = 'its adapter is merged into the model first, and no folder is named for that'
  return [...parted, makeFinding('lora-no-folder', { donor: first.name, message })]
}

/**
 * An adapter on a matrix that serves as embeddings and as output head: with PEFT the two part, merged into the
 * one matrix it changes both. What replaces the matrix is saved by PEFT as two; so are rows of the embeddings,
 * which it changes in the head, too.
 */
function partedTies({ name, ref, facts, lora }: InspectedDonor): readonly Finding[] {
  const { config, weights } = facts
  const head = weights?.vocabularyTensors.some((tensor) => vocabularyKindOf(tensor.name) === 'head')
  const tied = config?.tiedEmbeddings ?? (weights !== null && !head)
  if (!tied) return []
  // Encoder and decoder each have embeddings, which are the same matrix.
  const several = config?.raw.is_encoder_decoder === true
  const parts = ({ module, how }: VocabularyChange) =>
    how === 'adds' || several || (how === 'rows' && vocabularyKindOf(`${module}.weight`) === 'head')
  const modules = new Set(lora?.adapter?.vocabularyChanges.filter(parts).map(({ module }) => module))
  if (modules.size === 0) return []
  const message = `the adapter ${ref.lora?.path} changes ${[...modules].join(' and ')}, which the model ties: output head and embeddings are one matrix, and what is meant for one of them would change both`
  return [makeFinding('lora-parts-tie', { donor: name, message })]
}
