import { quotedToken } from '../text/token-text.ts'
import { counted } from '../text/units.ts'
import { tokenNumbers } from './token-numbers.ts'
import type { TensorInputs } from './vocabulary-inputs.ts'
import type { VocabularyView } from './vocabulary-view.ts'

/**
 * How rows of different tokens come under one number where the config has no tokenizer key, in words; null where they
 * do not.
 * @param lead whose tokenizer the output gets
 */
export function mixedRows(
  view: VocabularyView,
  tensors: readonly TensorInputs[],
  lead: number,
): string | null {
  const nameOf = (donor: number) => view.donors[donor]!.name
  const each = tensors.map((tensor) => ({ ...tensor, numbers: tokenNumbers(view, tensor, lead) }))
  const moved = each.find(({ numbers }) => numbers.isMoved)
  if (moved?.inputs.includes(lead))
    return 'the donors number the same tokens differently, and without a tokenizer key rows of different tokens are merged'
  if (moved)
    return `the output tokenizer, that of ${nameOf(lead)}, numbers tokens differently than ${moved.inputs.map(nameOf).join(', ')}, whose rows ${moved.name} gets`
  for (const { name, numbers } of each) {
    const { ids, example } = numbers
    if (!example) continue
    const uses = example.uses.map(({ donor, key }) => `${quotedToken(view.token(key))} in ${nameOf(donor)}`)
    const belong = `${counted(ids, 'row')} of ${name} ${ids === 1 ? 'belongs' : 'belong'} to different tokens`
    return `${belong}, and without a tokenizer key they are taken for the same: row ${example.id} is ${uses.join(', and ')}`
  }
  return null
}
