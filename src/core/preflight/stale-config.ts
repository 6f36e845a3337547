import type { Finding } from '../contract/common.ts'
import type { Ghost } from '../contract/inspect.ts'
import { type FindingDetails, makeFinding } from '../findings/make.ts'
import type { DonorFacts } from '../model/facts.ts'
import { quotedToken } from '../text/token-text.ts'
import { counted, formatCount } from '../text/units.ts'
import { ghostsOf } from './donor-report.ts'

/** Ghost tokens of one donor, and the three sorts of a config.json that is behind its tensor or ahead of it. */
export function vocabularyOfDonor(name: string, facts: DonorFacts): readonly Finding[] {
  const findings: Finding[] = []
  const vocabulary = facts.tokenizer?.vocabulary
  const embeddings = facts.weights?.vocabularyTensors.find(({ kind }) => kind === 'embeddings')
  if (!embeddings) return findings
  const { rows } = embeddings
  const add = (
    code: Parameters<typeof makeFinding>[0],
    message: string,
    more: Partial<FindingDetails> = {},
  ) => findings.push(makeFinding(code, { donor: name, message, ...more }))

  const ghosts = ghostsOf(facts)
  if (ghosts.length > 0) add('ghost-tokens', ghostSentence(ghosts))
  const config = facts.config?.vocabSize ?? null
  const firstGhost = ghosts.find(({ tensor }) => tensor === embeddings.name)?.id ?? null
  if (config === null) add('config-vocab-size-missing', 'config.json gives no vocab_size')
  else if (firstGhost !== null && config <= rows)
    add('stale-config-tokenizer-grown', sentence(config, rows, facts))
  else if (config > rows) add('stale-config-config-grown', sentence(config, rows, facts))
  else if (config < rows) {
    const used = vocabulary ? countBetween(vocabulary, config, rows) : 0
    if (used > 0)
      add(
        'stale-config-tensor-grown',
        `${sentence(config, rows, facts)}; ${counted(used, 'token')} with a row lie beyond it`,
      )
    else add('stale-config-padding', `${sentence(config, rows, facts)}; no token uses the rows beyond it`)
  }
  const others = facts.weights?.vocabularyTensors.filter((tensor) => tensor.rows !== rows) ?? []
  for (const other of others)
    add(
      'rows-differ-in-donor',
      `${embeddings.name} has ${formatCount(rows)} rows, ${other.name} has ${formatCount(other.rows)}`,
    )
  return findings
}

function countBetween(vocabulary: { firstEntryFrom(id: number): number }, from: number, to: number): number {
  return vocabulary.firstEntryFrom(to) - vocabulary.firstEntryFrom(from)
}

function sentence(config: number, rows: number, facts: DonorFacts): string {
  const vocabulary = facts.tokenizer?.vocabulary
  const ids = vocabulary ? `, and the tokenizer's largest id is ${formatCount(vocabulary.maxId)}` : ''
  return `vocab_size is ${formatCount(config)} in config.json, the tensor has ${formatCount(rows)} rows${ids}`
}

/** Embeddings and head mostly lack the same rows, so they are named together. */
function ghostSentence(ghosts: readonly Ghost[]): string {
  const byTensor = Map.groupBy(ghosts, ({ tensor }) => tensor)
  const alike = Map.groupBy(byTensor, ([, list]) => list[0]!.rows)
  const parts = [...alike].map(([rows, tensors]) => {
    const [[, list]] = tensors as [[string, Ghost[]]]
    const names = tensors.map(([name]) => name).join(' and ')
    const named = list.slice(0, 3).map(({ token, id }) => `${quotedToken(token)} (${id})`)
    const rest = list.length > 3 ? ', …' : ''
    return `${counted(list.length, 'token')} without a row in ${names} (${formatCount(rows)} rows): ${named.join(', ')}${rest}`
  })
  return parts.join('; ')
}
