import type { MergeConfig } from '../../core/merge-config/types.ts'
import { mergeMethods } from '../../core/methods.ts'
import { formatModelRef } from '../../core/model-ref.ts'
import { donorNames } from '../../core/recipe/recipe.ts'
import { capital } from '../../core/text/capital.ts'
import { countedRange } from '../../core/text/units.ts'
import type { Choice, Picker } from './picker.ts'

export function tokenizerText({ tokenizer }: MergeConfig): string {
  if (!tokenizer) return 'not touched'
  const { source } = tokenizer
  return source.kind === 'model' ? formatModelRef(source.model) : source.kind
}

/** What a method does and what it needs. */
export function methodAbout(name: string): string {
  const method = mergeMethods.get(name)
  if (!method) return 'mergekit has no such method'
  const [least, most] = method.inputs
  const [leastOthers, mostOthers] = method.nonBase
  const base = { required: 'needs a base', optional: 'a base is optional', ignored: 'needs no base' }[
    method.base
  ]
  const count = (min: number, max: number | null, beside = '') =>
    max === null && min < 2 ? '' : `${countedRange(min, max, 'model')}${beside}`
  const parts = [base, count(least, most), count(leastOthers, mostOthers, ' besides the base')]
  return `${method.sentence} ${capital(parts.filter(Boolean).join(', '))}.`
}

/** The values that can be chosen for a field, with the present one under the cursor. */
export function pickerFor(field: Picker['field'], config: MergeConfig): Picker {
  const { title, choices, now } = choicesFor(field, config)
  const index = Math.max(
    0,
    choices.findIndex(({ value }) => value === now),
  )
  return { title, field, choices, index }
}

const byLabel = (a: Choice, b: Choice): number => a.label.localeCompare(b.label, 'en', { numeric: true })

function choicesFor(
  field: Picker['field'],
  config: MergeConfig,
): { title: string; choices: readonly Choice[]; now: string | null } {
  const models = donorNames(config).map((name) => ({ value: name, label: name, about: '' }))
  switch (field) {
    case 'method':
      return {
        title: 'merge method',
        choices: [...mergeMethods.keys()].map((name) => ({
          value: name,
          label: name,
          about: methodAbout(name),
        })),
        now: config.mergeMethod,
      }
    case 'base':
      return {
        title: 'base model',
        // Not with the present one first: the arrow keys would go to and fro between two.
        choices: [{ value: null, label: 'none', about: 'no base model' }, ...models.toSorted(byLabel)],
        now: config.baseModel && formatModelRef(config.baseModel),
      }
    case 'tokenizer':
      return {
        title: 'tokenizer source',
        choices: [
          { value: 'union', label: 'union', about: 'the tokens of all donors' },
          { value: 'base', label: 'base', about: 'the tokens of the base model' },
          ...models.map((model) => ({ ...model, about: 'the tokens of this donor' })),
          {
            value: null,
            label: 'not touched',
            about: 'the tokenizer of the first model, rows unchanged',
          },
        ],
        now: config.tokenizer ? tokenizerText(config) : null,
      }
    case 'dtype':
      return {
        title: 'dtype',
        choices: [
          ...['bfloat16', 'float16', 'float32'].map((name) => ({ value: name, label: name, about: '' })),
          {
            value: null,
            label: 'as the donors',
            about: 'of each tensor the one that holds those of all donors',
          },
        ],
        now: config.dtype,
      }
    case 'outDtype':
      return {
        title: 'dtype of the output',
        choices: [
          ...['bfloat16', 'float16', 'float32'].map((name) => ({ value: name, label: name, about: '' })),
          { value: null, label: 'as dtype', about: 'the type in which it is computed' },
        ],
        now: config.outDtype,
      }
  }
}
