import { readDonor } from '../../adapters/donor/read-donor.ts'
import type { HubAccess } from '../../adapters/hub/access.ts'
import { openHubClient } from '../../adapters/hub/client.ts'
import { openModel } from '../../adapters/hub/open-model.ts'
import type { Finding } from '../../core/contract/common.ts'
import { toMergescopeError } from '../../core/errors.ts'
import { makeFinding } from '../../core/findings/make.ts'
import { positionOf } from '../../core/merge-config/check.ts'
import { referencedModels } from '../../core/merge-config/references.ts'
import type { ParsedConfig } from '../../core/merge-config/types.ts'
import type { DonorFacts, DonorOptions } from '../../core/model/facts.ts'
import { formatModelRef, type ModelRef, modelKey } from '../../core/model-ref.ts'
import type { InspectedDonor } from '../../core/preflight/donor.ts'
import { refusedValues } from '../../core/preflight/refused-values.ts'
import type { Transformers } from '../../core/transformers.ts'

export interface TokenizerSource {
  /** null: the config names none besides its donors, or it cannot be used. */
  readonly source: InspectedDonor | null
  readonly findings: readonly Finding[]
}

/** Reads the model that the output's tokenizer comes from where that is none of the merge. */
export async function readTokenizerSource(
  access: HubAccess,
  parsed: ParsedConfig,
  configFile: string | null,
  {
    transformers,
    ...options
  }: Pick<DonorOptions, 'trustRemoteCode'> & { readonly transformers: Transformers },
): Promise<TokenizerSource> {
  const ref = outsideSource(parsed)
  if (!ref) return { source: null, findings: [] }
  const name = formatModelRef(ref)
  const refused = (message: string, hint?: string): TokenizerSource => {
    const position = positionOf('tokenizer.source', parsed.positions)
    const details = { message: `the tokenizer source ${name} ${message}`, position, ...(hint && { hint }) }
    return { source: null, findings: [makeFinding('tokenizer-source-unreadable', details)] }
  }
  const client = openHubClient(access)
  let facts: DonorFacts
  try {
    facts = await readDonor(await openModel(client, ref.model, configFile), {
      ...options,
      tokenizerOnly: true,
    })
  } catch (thrown) {
    access.signal?.throwIfAborted()
    const { message, hint } = toMergescopeError(thrown)
    return refused(`cannot be read: ${message}`, hint)
  } finally {
    await client.close()
  }
  const findings = [...facts.findings, ...refusedValues(name, facts, transformers)]
  const broken = findings.find(({ severity }) => severity === 'error')
  if (broken) return refused(`cannot be used: ${broken.message}`, broken.hint ?? undefined)
  if (!facts.tokenizer) return refused('has no tokenizer')
  const source: InspectedDonor = {
    ref,
    key: modelKey(ref),
    name,
    role: 'donor',
    facts,
    lora: null,
    local: true,
    downloadBytes: 0,
  }
  return { source, findings }
}

/** mergekit takes the tokenizer of the model itself, without its adapter. */
function outsideSource({ config }: ParsedConfig): ModelRef | null {
  const source = config?.tokenizer?.source
  if (!config || source?.kind !== 'model') return null
  const wanted = { ...source.model, lora: null }
  const isDonor = referencedModels(config).some(
    (ref) => modelKey({ ...ref, lora: null }) === modelKey(wanted),
  )
  return isDonor ? null : wanted
}
