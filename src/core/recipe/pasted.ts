import { parseModelRef } from '../model-ref.ts'

/**
 * The models in pasted text, one a line. Takes what people copy: list marks, quotes, `model:` of a YAML,
 * addresses of model pages, shell prompts' commas. Lines that name no model are left out.
 */
export function pastedModels(text: string): readonly string[] {
  const names = text.split(/[\r\n]+/).map(modelIn)
  return [...new Set(names.filter((name) => name !== null))]
}

function modelIn(line: string): string | null {
  const bare = line
    .replace(/#.*$/, '')
    .trim()
    .replace(/^[-*•]\s+/, '')
    .replace(/^(- )?(model|base_model)\s*:\s*/, '')
    .replace(/[,;]$/, '')
    .replace(/^(["'`])(.*)\1$/, '$2')
    .replace(/^https?:\/\/[^/]+\/([^/]+\/[^/?#]+).*$/, '$1')
    .trim()
  if (bare === '' || /\s/.test(bare) || /:$/.test(bare)) return null
  try {
    parseModelRef(bare)
    return bare
  } catch {
    return null
  }
}
