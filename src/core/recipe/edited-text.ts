import { isMap } from 'yaml'
import { editableConfig, readConfig } from '../merge-config/open-config.ts'
import { parseMergeConfig } from '../merge-config/parse.ts'
import { configDocument } from '../merge-config/rewrite.ts'
import type { MergeConfig } from '../merge-config/types.ts'
import { type Change, changesBetween, isSame, withChange } from './changes.ts'
import { isSameRecipe, recipeText } from './recipe.ts'
import { spliced } from './splice.ts'

/**
 * The text of a recipe after an edit: what the edit does not touch stays as the user wrote it, comments, order and
 * spaces. Where a text does not allow that (aliases, for one), its comments stay but not its spaces, or it is
 * written anew.
 */
export function editedText(text: string, before: MergeConfig, after: MergeConfig): string {
  const stands = configDocument(before, () => null)
  const changes = changesBetween(
    stands,
    configDocument(after, () => null),
  ).map(asWrittenIn(text))
  for (const way of [inText, inDocument])
    try {
      const edited = way(text, changes)
      if (holds(text, changes, edited) && means(edited, after)) return edited
    } catch {}
  return recipeText(after)
}

/** Lines that are added end as the others do, those of Windows too. */
function inText(text: string, changes: readonly Change[]): string {
  const isWindows = /\r\n/.test(text) && !/(^|[^\r])\n/.test(text)
  if (!isWindows) return spliced(text, changes)
  return spliced(text.replaceAll('\r\n', '\n'), changes).replaceAll('\n', '\r\n')
}

function inDocument(text: string, changes: readonly Change[]): string {
  const tree = editableConfig(text)
  for (const change of changes)
    if (change.kind === 'delete') tree.deleteIn(change.path)
    else if (change.kind === 'set') tree.setIn(change.path, tree.createNode(change.value))
    else {
      const list = tree.getIn(change.path.slice(0, -1)) as { items: unknown[] }
      list.items.splice(Number(change.path.at(-1)), 0, tree.createNode(change.value))
    }
  return tree.toString({ lineWidth: 0 })
}

/** mergekit has an older name for the tokenizer's source. */
function asWrittenIn(text: string): (change: Change) => Change {
  const { contents } = readConfig(text)
  if (!isMap(contents) || !contents.has('tokenizer_source')) return (change) => change
  return (change) => {
    const [key, inner] = change.path
    if (key !== 'tokenizer') return change
    if (change.kind === 'delete' && inner === undefined) return { ...change, path: ['tokenizer_source'] }
    return inner === 'source' ? { ...change, path: ['tokenizer_source'] } : change
  }
}

/** Whether a text holds what the other one would after these changes, and nothing else. */
function holds(text: string, changes: readonly Change[], edited: string): boolean {
  const wanted = changes.reduce((tree: unknown, change) => withChange(tree, change), contentOf(text))
  return isSame(contentOf(edited), wanted)
}

const contentOf = (text: string): unknown => readConfig(text).toJS()

/** Whether it is read as this recipe; one that is not whole yet cannot be read. */
function means(text: string, recipe: MergeConfig): boolean {
  const { config } = parseMergeConfig(text)
  return config === null || isSameRecipe(config, recipe)
}
