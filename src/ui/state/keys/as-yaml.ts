import type { MergeConfig } from '../../../core/merge-config/types.ts'
import { listedModels } from '../../../core/recipe/recipe.ts'

/** Why the form cannot change the donors of a recipe; null where it can. */
export const whyAsYaml = (recipe: MergeConfig): string | null =>
  listedModels(recipe) === null ? 'slices and modules are edited as YAML: press e' : null
