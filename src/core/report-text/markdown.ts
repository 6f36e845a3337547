import type { RunResult } from '../contract/run.ts'
import type { ShareOfVoice } from '../contract/share-of-voice.ts'
import { largestOf } from '../many.ts'
import { printable } from '../text/printable.ts'
import { formatCount } from '../text/units.ts'
import { checksByName } from '../verify/counts.ts'
import { lackingModels } from '../view/missing-rows.ts'
import { nodeLines } from '../view/node-lines.ts'
import { explanationOf, shareRows } from '../view/share-rows.ts'

/** Foreign text inside a line of Markdown: one line, and nothing in it is markup. */
export function escapeMarkdown(text: string): string {
  return (
    printable(text)
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replace(/[\\`*_{}[\]()#+!|~>$@]/g, '\\$&')
      // A list within the item that it may begin, or code by its indentation.
      .replace(/^ /, '&#32;')
      .replace(/^[-=]|^\d+(?=\.)/, (start) => (/\d/.test(start) ? `${start}\\` : `\\${start}`))
      // What GitHub and the Hub make a link of without being asked.
      .replace(/(?:https?|ftp|mailto|xmpp)(?=:)|www(?=\.)/gi, '$&\\')
  )
}

/** A fenced block; the fence is longer than any in the text. */
function fenced(text: string, language: string): string {
  const longest = largestOf(
    [...text.matchAll(/`+/g)].map(([run]) => run.length),
    2,
  )
  const fence = '`'.repeat(longest + 1)
  return `${fence}${language}\n${text.trimEnd()}\n${fence}`
}

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')

/** The report of a run as a section for a model card. */
export function reportMarkdown(result: RunResult): string {
  const { shareOfVoice, verify, config, versions } = result
  const parts = [
    '## How this model was merged',
    config === '' ? '' : fenced(config, 'yaml'),
    ...(shareOfVoice ? voiceParts(shareOfVoice) : []),
    ...ghostParts(result),
    ...faultParts(result),
    ...(verify
      ? [
          '### Output checks',
          `${checksByName(verify.checks)}.`,
          table(
            ['check', 'result', ''],
            verify.checks.map(({ code, status, message }) => [
              `\`${code}\``,
              status,
              escapeMarkdown(message),
            ]),
          ),
        ]
      : []),
    nodeLines(result)
      .map(({ node, merged }) => `- ${escapeMarkdown(node)}: ${merged}`)
      .join('\n'),
    Object.entries(versions)
      .map(([name, version]) => `${escapeMarkdown(name)} ${escapeMarkdown(version)}`)
      .join(' · '),
  ]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

function voiceParts(voice: ShareOfVoice): readonly string[] {
  const sentences = shareRows(voice).flatMap(({ verdict }) =>
    verdict ? [`- ${escapeMarkdown(verdict.sentence)}`] : [],
  )
  return ['### Share of voice', ...voiceTable(voice), sentences.join('\n')]
}

/** What the shares are, and the shares, largest first; `nameOf` is what a donor is called here. */
export function voiceTable(voice: ShareOfVoice, nameOf = (ref: string) => ref): readonly [string, string] {
  const [before, after] = explanationOf(voice)
  return [
    `${before}${escapeMarkdown(nameOf(voice.reference))}${after}`,
    table(
      ['donor', 'weight', 'share', 'norm', 'band'],
      shareRows(voice).map(({ ref, weight, share, norm, band }) => [
        escapeMarkdown(nameOf(ref)),
        weight,
        share,
        norm,
        band,
      ]),
    ),
  ]
}

function faultParts({ faults = [] }: RunResult): readonly string[] {
  if (faults.length === 0) return []
  const lines = faults.map(({ code, message, hint }) => {
    const rest = hint ? `: ${escapeMarkdown(hint)}` : ''
    return `- ${escapeMarkdown(message)} (\`${code}\`)${rest}`
  })
  return ['### Faults of mergescope', lines.join('\n')]
}

function ghostParts({ vocabularyAudit }: RunResult): readonly string[] {
  const models = lackingModels(vocabularyAudit)
  if (models.length === 0) return []
  return [
    '### Tokens without a row',
    table(
      ['donor', 'rows from the other donors', 'zero rows'],
      models.map(({ model, skipped, zeroed }) => [
        escapeMarkdown(model),
        formatCount(skipped),
        formatCount(zeroed),
      ]),
    ),
  ]
}
