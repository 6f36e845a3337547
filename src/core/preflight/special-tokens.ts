import type { Finding } from '../contract/common.ts'
import type { FindingCode } from '../findings/codes.ts'
import { makeFinding } from '../findings/make.ts'
import type { DonorFacts } from '../model/facts.ts'
import type { InspectedDonor } from './donor.ts'

/**
 * Where donors end, start, pad or format a conversation differently: a merge of merges often dies of a wrong
 * end-of-sequence token.
 */
export function specialTokenFindings(
  donors: readonly InspectedDonor[],
  chosenTemplate: string | null,
): readonly Finding[] {
  const findings: Finding[] = []
  const compare = (code: FindingCode, what: string, describe: (facts: DonorFacts) => string | null) => {
    const groups = new Map<string, string[]>()
    for (const { facts, name } of donors) {
      const text = describe(facts)
      if (text !== null) groups.set(text, [...(groups.get(text) ?? []), name])
    }
    if (groups.size < 2) return
    const parts = [...groups].map(([text, names]) => `${text} in ${names.join(', ')}`)
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

/** The ids that generation goes by, with their texts, and the tokenizer's own when it says otherwise. */
function special(facts: DonorFacts, kind: 'eos' | 'bos' | 'pad', ids: readonly number[]): string | null {
  const own = facts.tokenizer?.[kind] ?? null
  const vocabulary = facts.tokenizer?.vocabulary
  if (!own && ids.length === 0) return null
  const texts = ids.map((id) => `${JSON.stringify(vocabulary?.tokenOf(id) ?? null)} (${id})`)
  const also =
    own && !ids.includes(own.id ?? -1) ? [`${JSON.stringify(own.token)} (${own.id ?? 'no id'})`] : []
  return [...texts, ...also].join(' and ')
}

function templateOf({ tokenizer }: DonorFacts): string | null {
  if (!tokenizer) return null
  const template = tokenizer.chatTemplate
  if (template === null) return 'none'
  const marker = /<\|?[\w/]+\|?>|\[\w+\]/.exec(template)?.[0]
  return `${JSON.stringify(template.slice(0, 48))}…${marker ? ` (${marker})` : ''} [${template.length} characters, ${checksum(template)}]`
}

/** Tells templates apart that begin alike. */
function checksum(text: string): string {
  let hash = 0
  for (let at = 0; at < text.length; at++) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) >>> 0
  return hash.toString(16)
}
