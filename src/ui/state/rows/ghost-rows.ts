import { readableToken } from '../../../core/text/token-text.ts'
import { formatCount } from '../../../core/text/units.ts'
import { lackingModels, missingRowsText } from '../../../core/view/missing-rows.ts'
import { keptFor } from './kept-for.ts'
import { line, ofDonor } from './row.ts'

/** Tokens whose rows a donor lacks: by what the merge made of them, then by the headers. */
export const ghostRows = keptFor(({ inspect, vocabularyAudit }) => {
  const seen = new Set<string>()
  const fromHeaders = (inspect?.donors ?? []).flatMap(({ ref, ghosts }) =>
    ghosts.flatMap(({ token, id, rows }) => {
      const key = `${ref}\n${id}`
      if (seen.has(key)) return []
      seen.add(key)
      return [
        ofDonor(
          ref,
          `${readableToken(token)}  id ${id}, the tensors end at ${formatCount(rows)}`,
          '!',
          'warning',
        ),
      ]
    }),
  )
  const fromMerge = lackingModels(vocabularyAudit).map((lacking) =>
    ofDonor(lacking.model, missingRowsText(lacking), '·'),
  )
  const rows = [...fromMerge, ...fromHeaders]
  return rows.length > 0 ? rows : [line('no donor lacks a row of its own tokens', '✓')]
})
