import type { MergeConfig } from '../../core/merge-config/types.ts'
import { modelNamed, withBase, withMethod } from '../../core/recipe/recipe.ts'
import type { AppState } from './app.ts'
import type { Picker } from './picker.ts'
import { withRoles } from './roles.ts'

/** The recipe with what the cursor of the list stands on. */
export function chosen(state: AppState, { field, choices, index }: Picker): AppState {
  const value = choices[index]?.value ?? null
  return withRoles(state, withChoice(state.config, field, value))
}

function withChoice(config: MergeConfig, field: Picker['field'], value: string | null): MergeConfig {
  switch (field) {
    case 'method':
      return value === null ? config : withMethod(config, value)
    case 'base':
      return withBase(config, value)
    case 'dtype':
      return { ...config, dtype: value }
    case 'outDtype':
      return { ...config, outDtype: value }
    case 'tokenizer': {
      if (value === null) return { ...config, tokenizer: null }
      const rest = config.tokenizer ?? { tokens: new Map(), padToMultipleOf: null }
      const source =
        value === 'union' || value === 'base'
          ? ({ kind: value } as const)
          : ({ kind: 'model', model: modelNamed(config, value) } as const)
      return { ...config, tokenizer: { ...rest, source } }
    }
  }
}
