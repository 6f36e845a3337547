import type { Finding } from '../contract/common.ts'
import { makeFinding } from '../findings/make.ts'
import { append } from '../many.ts'
import { positionOf } from '../merge-config/check.ts'
import type { MergeConfig, Position } from '../merge-config/types.ts'
import { quotedToken } from '../text/token-text.ts'
import { counted, formatCount } from '../text/units.ts'
import { hasBrokenTokenizer } from '../verify/tokenizer.ts'
import { mixedRows } from './mixed-rows.ts'
import type { PatchedPrediction } from './predict-patched.ts'
import type { StockPrediction } from './predict-stock.ts'
import { sourceDonor } from './stock-loading.ts'
import { tokenSourceFindings } from './token-source-findings.ts'
import { type TensorInputs, unlikeRows } from './vocabulary-inputs.ts'
import { leadingDonor, type VocabularyView } from './vocabulary-view.ts'

export interface VocabularySituation {
  readonly config: MergeConfig
  readonly view: VocabularyView
  readonly tensors: readonly TensorInputs[]
  readonly patched: PatchedPrediction
  /** Where the parts of the config stand in its text. */
  readonly positions: ReadonlyMap<string, Position>
}

/** What the vocabularies mean for this merge. */
export function vocabularyFindings(situation: VocabularySituation): readonly Finding[] {
  return situation.config.tokenizer ? tokenizerFindings(situation) : plainFindings(situation)
}

function plainFindings({ config, view, tensors }: VocabularySituation): readonly Finding[] {
  const uneven = tensors.find(({ rows }) => rows.some((count) => count !== rows[0]))
  if (uneven) {
    const parts = uneven.inputs.map(
      (donor, at) => `${formatCount(uneven.rows[at]!)} rows in ${view.donors[donor]!.name}`,
    )
    return [
      makeFinding('unequal-rows-without-tokenizer', {
        message: `${uneven.name} has ${parts.join(', ')}, and the config has no tokenizer key`,
      }),
    ]
  }
  const unlike = unlikeRows(tensors)
  if (unlike) {
    const message = `${unlike}, from different donors, and the config has no tokenizer key`
    return [makeFinding('unequal-rows-without-tokenizer', { message })]
  }
  const findings: Finding[] = []
  const lead = leadingDonor(config, view)
  append(findings, withoutTokenizer(view, lead))
  const vocabulary = view.vocabularies[lead]
  const rows = tensors[0]?.rows[0]
  if (vocabulary && rows !== undefined && vocabulary.maxId >= rows) {
    const beyond = vocabulary.size - vocabulary.firstEntryFrom(rows)
    const message = `the output tokenizer is that of this donor, and ${counted(beyond, 'token')} of it without a row will be cut off`
    findings.push(makeFinding('tokenizer-longer-than-rows', { donor: view.donors[lead]!.name, message }))
  }
  const mixed = mixedRows(view, tensors, lead)
  if (mixed) findings.push(makeFinding('vocabularies-mixed', { message: mixed }))
  return findings
}

/** Without a tokenizer key the output has the leading donor's tokenizer; whether others have one changes nothing. */
function withoutTokenizer({ donors }: VocabularyView, lead: number): readonly Finding[] {
  const donor = donors[lead]
  if (!donor || donor.facts.tokenizer || !donor.facts.weights?.vocabularyTensors.length) return []
  // Of one that is there and cannot be read more is told.
  if (hasBrokenTokenizer(donor.facts)) return []
  const other = donors.find(({ facts }) => facts.tokenizer?.vocabulary)
  return [
    makeFinding('tokenizer-missing', {
      donor: donor.name,
      message:
        'has no tokenizer; without a tokenizer key the output would have the one of this donor, so it will have none',
      ...(other && { hint: `add the tokenizer files, or copy those of ${other.name} into the output` }),
    }),
  ]
}

function tokenizerFindings(situation: VocabularySituation): readonly Finding[] {
  const { view, patched } = situation
  const findings: Finding[] = []
  const lead = leadingDonor(situation.config, view)
  for (const [donor, { name, facts }] of view.donors.entries())
    if (!facts.tokenizer?.vocabulary)
      findings.push(
        donor === lead
          ? makeFinding('tokenizer-missing-base', {
              donor: name,
              message: 'the leading donor has no tokenizer that can be read',
            })
          : makeFinding('tokenizer-missing', {
              donor: name,
              message:
                'has no tokenizer that can be read; it is taken to have the vocabulary of the leading donor',
            }),
      )
  append(findings, [...unloadable(situation), ...tokenSourceFindings(situation)])
  if (patched.dropped.length > 0)
    findings.push(
      makeFinding('tokens-dropped', {
        message: `the output leaves out ${counted(patched.dropped.length, 'token')} without a row in any donor: ${tokens(view, patched.dropped)}`,
      }),
    )
  return [...findings, ...zeroRowFindings(situation)]
}

/** Errors of the patched merge that no finding of a donor tells: its tokenizer is there and cannot be loaded. */
function unloadable({ config, view, patched, positions }: VocabularySituation): readonly Finding[] {
  const { source } = config.tokenizer!
  return patched.errors.flatMap(({ type, message, donor }) => {
    if (type === 'VocabularyError' || donor === null || donor === leadingDonor(config, view)) {
      const broken = donor !== null && view.vocabularies[donor] !== null && type === 'KeyError'
      if (!broken) return []
    }
    const name = nameOf(view, donor)
    const why = `mergekit cannot load the tokenizer of ${name} (${type}: ${message})`
    return source.kind === 'model' && sourceDonor(view, source.model) === donor
      ? makeFinding('tokenizer-source-unreadable', {
          donor: name,
          message: why,
          position: positionOf('tokenizer.source', positions),
        })
      : makeFinding('tokenizer-broken', { donor: name, message: why })
  })
}

function zeroRowFindings({ view, tensors, patched }: VocabularySituation): readonly Finding[] {
  return tensors.flatMap((tensor) => {
    const findings: Finding[] = []
    const zero = patched.rows.filter((row) => row.tensor === tensor.name && row.source === 'zero')
    const nobody = zero.filter(({ heldBy, donor }) => heldBy.length === 0 && donor === null)
    const elsewhere = nobody.filter(({ key }) => heldOutside(view, tensor, key))
    const plain = nobody.length - elsewhere.length
    if (plain > 0)
      findings.push(
        makeFinding('zero-rows', {
          message: `${counted(plain, 'row')} of ${tensor.name} will be zero: no donor holds ${tokens(
            view,
            nobody.map(({ key }) => key),
          )}`,
        }),
      )
    if (elsewhere.length > 0)
      findings.push(
        makeFinding('slice-zero-rows', {
          message: `${counted(elsewhere.length, 'row')} of ${tensor.name} will be zero: the donors that hold ${tokens(
            view,
            elsewhere.map(({ key }) => key),
          )} are no inputs of it`,
        }),
      )
    return findings
  })
}

function heldOutside(view: VocabularyView, tensor: TensorInputs, key: number): boolean {
  return view.donors.some(({ facts }, donor) => {
    const id = key < view.size ? (view.ids[donor]?.[key] ?? -1) : -1
    const rows = facts.weights?.vocabularyTensors[0]?.rows ?? 0
    return id >= 0 && id < rows && !tensor.inputs.includes(donor)
  })
}

/** What stock mergekit would do with the whole merge, where it is not to be had well. */
export function stockFindings(
  stock: StockPrediction,
  view: VocabularyView,
  { baseModel }: MergeConfig,
): readonly Finding[] {
  const { outcome, errors, mergekit } = stock
  const [error] = errors
  const told = error ? `${error.type}: ${error.message}` : ''
  const named = error?.tokens.length ? ` on ${error.tokens.slice(0, 3).map(quotedToken).join(', ')}` : ''
  const donor = nameOf(view, error?.donor ?? null)
  if (outcome === 'crashes')
    return [
      makeFinding('stock-fails', { donor, message: `stock mergekit ${mergekit} ends with ${told}${named}` }),
    ]
  if (outcome === 'by-chance')
    return [
      makeFinding('stock-by-chance', {
        donor,
        message: `stock mergekit ${mergekit} succeeds or fails by chance${told ? ` (${told}${named})` : ''}`,
        ...(baseModel && { hint: null }),
      }),
    ]
  if (outcome === 'truncates')
    return [
      makeFinding('stock-wrong', {
        message: `stock mergekit ${mergekit} cuts the vocabulary tensors and leaves config.json and tokenizer as they are`,
      }),
    ]
  if (outcome === 'wrong') {
    const damage = stock.damage ?? stock.runs.find(({ run }) => run.damage)?.run.damage
    return [
      makeFinding('stock-wrong', {
        message: `stock mergekit ${mergekit} finishes, but ${damage ?? 'tokens of the output have no row of their own'}`,
      }),
    ]
  }
  if (outcome === 'drops-tokens')
    return [
      makeFinding('stock-loses-tokens', {
        message: `stock mergekit ${mergekit} drops ${counted(new Set(stock.tokens.map(({ token }) => token)).size, 'token')}`,
      }),
    ]
  return []
}

function nameOf(view: VocabularyView, donor: number | null): string | null {
  return donor === null ? null : (view.donors[donor]?.name ?? null)
}

function tokens(view: VocabularyView, keys: readonly number[]): string {
  const named = keys
    .slice(0, 3)
    .map((key) => (key < view.size ? quotedToken(view.token(key)) : 'a token of the config'))
  return named.join(', ') + (keys.length > 3 ? ', …' : '')
}
