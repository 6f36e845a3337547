import { hasPlainLayout } from '../architectures.ts'
import type { OutputCheck } from '../contract/verify.ts'
import type { Agreement } from './architecture.ts'
import type { Promised } from './planned.ts'
import { withoutRows } from './too-few-rows.ts'

/** A model that the output was made from, with the same checks made on its own files. */
export interface DonorChecks {
  readonly ref: string
  readonly checks: readonly OutputCheck[]
}

export interface JudgeContext {
  /** The class that config.json of the output names; null where it names none, or several. */
  readonly architecture: string | null
  /** The model whose config the output has first; none where nobody knows what it was made from. */
  readonly donors: readonly DonorChecks[]
  /** What transformers says of names and shapes: it has the last word on whatever these checks only infer. */
  readonly agreement?: Agreement
  /** Tensors that are stored though the config ties them to others: nothing is known to be wrong with the rest. */
  readonly storesTied?: boolean
  /** The merge built a tokenizer: its rows are the plan's own, whatever the donors lack. */
  readonly ownVocabulary: boolean
  readonly chatTemplate?: Promised['chatTemplate']
}

/** They hold config.json against names and shapes, and so have to know how a class keeps things. */
const ofLayout = new Set([
  'config-vocab-size',
  'config-hidden-size',
  'config-layers',
  'config-heads',
  'config-intermediate-size',
  'config-tied',
])
/** They also take some tensors for those of the vocabulary. */
const ofRows = new Set(['tokenizer-rows', 'token-ids'])
/** What the class of config.json says of names and shapes. */
const ofClass = new Set(['architecture-missing', 'architecture-unexpected', 'architecture-shape'])
/** What a config can leave to the donors to have. */
const chosen = 'chat-template'
/** What a merge takes over from its donors as it is. */
const inherited = new Set([
  ...ofLayout,
  ...ofRows,
  ...ofClass,
  'generation-config',
  'tokenizer-merges',
  'special-tokens',
  'model-card',
])

/**
 * What the checks of an output come to. A check of the layout counts for a class whose layout is known, or
 * where the leading donor passes the same check; else it is skipped and says so. And an output never fails
 * what a donor failed before it in the same words: that is told as a warning, as `inspect` told it.
 */
export function judge(checks: readonly OutputCheck[], context: JudgeContext): readonly OutputCheck[] {
  // Where config.json gives the rows that the tensors have, these are the rows of its tokens.
  const rowsFit = checks.some(({ code, status }) => code === 'config-vocab-size' && status === 'pass')
  return checks.map((check) => withoutInherited(withinKnowledge(check, context, rowsFit), context))
}

/** Whether a donor's own checks could change what these come to: the leading one's, or all of them. */
export function donorsToAsk(
  checks: readonly OutputCheck[],
  architecture: string | null,
): 'none' | 'lead' | 'all' {
  if (checks.some(({ code, status }) => status === 'fail' && (code === chosen || inherited.has(code))))
    return 'all'
  const lacksTokenizer = checks.some(({ code, status }) => code === 'tokenizer-present' && status === 'warn')
  return hasPlainLayout(architecture) && !lacksTokenizer ? 'none' : 'lead'
}

function withinKnowledge(check: OutputCheck, context: JudgeContext, rowsFit: boolean) {
  const { architecture, donors, agreement = null, storesTied = false } = context
  const { code, status } = check
  if (agreement === 'agrees' && ofLayout.has(code) && !(code === 'config-tied' && storesTied))
    return status === 'pass' || status === 'skip'
      ? check
      : asSkipped(check, 'the model that transformers builds from config.json has these very tensors')
  const asks = ofLayout.has(code) || (ofRows.has(code) && !rowsFit)
  if (!asks || status === 'skip' || hasPlainLayout(architecture)) return check
  const lead = donors[0]?.checks.filter((other) => other.code === code) ?? []
  if (lead.length > 0 && lead.every((other) => other.status === 'pass')) return check
  const who = architecture ?? 'config.json names no single class'
  return asSkipped(check, `${who}: where it keeps this is not known here (--load asks transformers)`)
}

function withoutInherited(
  check: OutputCheck,
  { donors, ownVocabulary, chatTemplate }: JudgeContext,
): OutputCheck {
  const { code, status, message } = check
  if (code === chosen && status === 'fail' && chatTemplate === 'auto' && !donors.some(hasTemplate))
    return asSkipped(check, 'no model of the merge has a chat template that `auto` could choose')
  const lead = donors[0]
  if (
    code === 'tokenizer-present' &&
    status === 'warn' &&
    lead?.checks.some((other) => other.code === code && other.status === status)
  )
    return asSkipped(check, `${message}, as in ${lead.ref}`)
  if (status !== 'fail' || !inherited.has(code) || (ownVocabulary && code === 'tokenizer-rows')) return check
  // config.json comes from the leading donor alone, a tokenizer may come from any.
  const origins = ofLayout.has(code) || ofClass.has(code) ? donors.slice(0, 1) : donors
  const origin = origins.find((donor) => sameFault(check, donor))
  return origin ? { ...check, status: 'warn', message: `${message}, as in ${origin.ref}` } : check
}

const asSkipped = (check: OutputCheck, message: string): OutputCheck => ({
  ...check,
  status: 'skip',
  message,
  tensor: null,
})

const hasTemplate = ({ checks }: DonorChecks): boolean =>
  checks.some(({ code, status }) => code === chosen && status === 'pass')

const sameFault = (check: OutputCheck, { checks }: DonorChecks): boolean =>
  checks.some(
    ({ code, status, message }) =>
      code === check.code && status === 'fail' && withoutRows(message) === withoutRows(check.message),
  )
