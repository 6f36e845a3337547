import type { MergeConfig } from '../../core/merge-config/types.ts'
import { newlyMerged } from '../../core/recipe/recipe.ts'
import { settingText } from '../../core/recipe/setting-text.ts'
import { weightOf } from '../../core/recipe/weight.ts'
import type { AppState } from './app.ts'

/** The recipe with other roles of its models. A base that is merged like the others from now on is told of. */
export function withRoles(state: AppState, config: MergeConfig): AppState {
  const [name] = newlyMerged(state.config, config)
  if (name === undefined) return { ...state, config }
  const weight = weightOf(config, name)
  const much = weight ? `, with weight ${settingText(weight)}` : ''
  const text = `${name} is merged like the other donors now${much}: u undoes it`
  return { ...state, config, notice: { tone: 'info', text } }
}
