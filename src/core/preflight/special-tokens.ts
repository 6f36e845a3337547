import type { Finding } from '../contract/common.ts'
import type { FindingCode } from '../findings/codes.ts'
import { makeFinding } from '../findings/make.ts'
import type { DonorFacts } from '../model/facts.ts'
import { quotedToken } from '../text/token-text.ts'
import type { InspectedDonor } from './donor.ts'

/**
 * Where donors end, start, pad or format a conversation differently: a merge of merges often dies of a wrong
 * end-of-sequence token.
 * @param renumbers whether the output has a tokenizer of its own, whose ids config.json and generation_config.json follow
 */
export function specialTokenFindings(
  donors: readonly InspectedDonor[],
  chosenTemplate: string | null,
  renumbers: boolean,
): readonly Finding[] {
  const findings: Finding[] = []
  const compare = (code: FindingCode, what: string, describe: (facts: DonorFacts) => Said | null) => {
    const all = donors.flatMap(({ facts, name }) => {
      const said = describe(facts)
      return said ? [{ ...said, name }] : []
    })
    const ids = new Set(all.filter(({ isUnread }) => !isUnread).map((said) => said.ids))
    const groups = new Map<string, { text: string; names: string[] }>()
    for (const { text, tokens, ids: own, isUnread, name } of all) {
      if (isUnread && ids.has(own)) continue
      const group = (renumbers && tokens) || text
      groups.set(group, { text, names: [...(groups.get(group)?.names ?? []), name] })
    }
    if (groups.size < 2) return
    const parts = [...groups.values()].map(({ text, names }) => `${text} in ${names.join(', ')}`)
    findings.push(makeFinding(code, { message: `${what}: ${parts.join('; ')}` }))
  }
  compare('eos-differs', 'end-of-sequence tokens differ', (facts) =>
    special(
      facts,
      'eos',
      facts.generation?.eosTokenIds.length ? facts.generation.eosTokenIds : (facts.config?.eosTokenIds ?? []),
    ),
  )
  compare('bos-differs', 'beginning-of-sequence tokens differ', (facts) =>
    special(facts, 'bos', listOf(facts.generation?.bosTokenId ?? facts.config?.bosTokenId)),
  )
  compare('pad-differs', 'padding tokens differ', (facts) =>
    special(facts, 'pad', listOf(facts.generation?.padTokenId ?? facts.config?.padTokenId)),
  )
  if (chosenTemplate === null) compare('chat-template-differs', 'chat templates differ', templateOf)
  return findings
}

const listOf = (id: number | null | undefined): readonly number[] => (id == null ? [] : [id])

/** What is compared. Where nobody can read the tokenizer, the ids are all that is known: they may be those of another donor. */
interface Said {
  readonly text: string
  /** The tokens without their ids. */
  readonly tokens?: string
  readonly ids?: string
  readonly isUnread?: boolean
}

/** The ids that generation goes by, with their texts, and the tokenizer's own when it says otherwise. */
function special(facts: DonorFacts, kind: 'eos' | 'bos' | 'pad', ids: readonly number[]): Said | null {
  const own = facts.tokenizer?.[kind] ?? null
  const vocabulary = facts.tokenizer?.vocabulary
  if (!own && ids.length === 0) return null
  if (!vocabulary) {
    const numbers = ids.map((id) => `id ${id}`).join(' and ')
    return { text: own ? quotedToken(own.token) : numbers, ids: ids.join(), isUnread: ids.length > 0 }
  }
  const texts = ids.map((id) => `${named(vocabulary.tokenOf(id))} (${id})`)
  const also = own && !ids.includes(own.id ?? -1) ? [`${quotedToken(own.token)} (${own.id ?? 'no id'})`] : []
  const tokens = JSON.stringify([
    ids.map((id) => vocabulary.tokenOf(id) ?? id),
    also.length > 0 && own?.token,
  ])
  return { text: [...texts, ...also].join(' and '), tokens, ids: ids.join() }
}

const named = (token: string | null): string => (token === null ? 'no token' : quotedToken(token))

function templateOf({ tokenizer }: DonorFacts): Said | null {
  if (!tokenizer) return null
  const template = tokenizer.chatTemplate
  if (template === null) return { text: 'none' }
  const marker = /<\|?[\w/]+\|?>|\[\w+\]/.exec(template)?.[0]
  const text = `${JSON.stringify(template.slice(0, 48))}…${marker ? ` (${marker})` : ''} [${template.length} characters, ${checksum(template)}]`
  return { text }
}

/** Tells templates apart that begin alike. */
function checksum(text: string): string {
  let hash = 0
  for (let at = 0; at < text.length; at++) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) >>> 0
  return hash.toString(16)
}
