import type { Finding } from '../contract/common.ts'
import type { FindingCode } from '../findings/codes.ts'
import { makeFinding } from '../findings/make.ts'
import { positionOf } from '../merge-config/check.ts'
import type { MergeConfig, Position, TokenSource } from '../merge-config/types.ts'
import { formatModelRef, modelKey } from '../model-ref.ts'
import { quotedToken } from '../text/token-text.ts'
import { formatCount } from '../text/units.ts'
import type { PatchedPrediction } from './predict-patched.ts'
import type { TensorInputs } from './vocabulary-inputs.ts'
import type { VocabularyView } from './vocabulary-view.ts'

export interface SourceSituation {
  readonly config: MergeConfig
  readonly view: VocabularyView
  readonly tensors: readonly TensorInputs[]
  readonly patched: PatchedPrediction
  readonly positions: ReadonlyMap<string, Position>
}

/** What is wrong with the entries of `tokenizer.tokens`, each said once, where it stands in the config. */
export function tokenSourceFindings(situation: SourceSituation): readonly Finding[] {
  const { config, view, patched } = situation
  const byToken = new Map<string, Finding>()
  const add = (code: FindingCode, token: string, donor: number | null, message: string) => {
    const path = `tokenizer.tokens.${token}`
    const position = positionOf(`${path}.source`, situation.positions)
    const name = donor === null ? null : (view.donors[donor]?.name ?? null)
    if (!byToken.has(token)) byToken.set(token, makeFinding(code, { donor: name, message, position }))
  }
  for (const { type, message, donor, tokens } of patched.errors)
    if (type === 'VocabularyError' && tokens[0] !== undefined)
      add('token-source-unknown', tokens[0], donor, message)
  for (const [token, { source }] of config.tokenizer?.tokens ?? []) {
    if (!source || source.kind === 'zero') continue
    const name = formatModelRef(source.model)
    const wanted = modelKey(source.model)
    const donor = view.donors.findIndex(({ key }) => key === wanted)
    for (const tensor of situation.tensors) {
      const at = tensor.inputs.indexOf(donor)
      const id = at < 0 ? null : rowAsked(view, donor, token, source)
      if (id === null || id < tensor.rows[at]!) continue
      const rows = `${tensor.name} has ${formatCount(tensor.rows[at]!)} rows`
      const largest = view.vocabularies[donor]?.maxId
      if (source.kind === 'model_token' && source.tokenId !== null && largest !== undefined && id > largest)
        add(
          'token-source-unknown',
          token,
          donor,
          `Token ${quotedToken(token)} is to come from token_id ${id} of model ${name}, which is beyond its vocabulary: ` +
            `its largest id is ${formatCount(largest)}, and its ${rows}`,
        )
      else
        add(
          'token-source-ghost',
          token,
          donor,
          `the source that the config names for ${quotedToken(token)}, ${name}, has no row for it (id ${id}; ${rows})`,
        )
    }
  }
  return [...byToken.values()]
}

/** The id that an entry asks a donor for; null when the donor does not know it, which is an error told elsewhere. */
function rowAsked(
  view: VocabularyView,
  donor: number,
  token: string,
  source: Exclude<TokenSource, { kind: 'zero' }>,
): number | null {
  if (source.kind === 'model_token' && source.tokenId !== null) return source.tokenId
  const wanted = source.kind === 'model_token' ? source.token! : token
  return view.vocabularies[donor]?.idOf(wanted) ?? null
}
