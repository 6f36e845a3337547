import { parseWrittenJson } from '../../core/json/lenient.ts'
import { quote } from '../../core/json/quote.ts'
import { withPlainNumbers } from '../../core/json/written-number.ts'
import { configFacts, generationFacts, namesCode } from '../../core/model/config-facts.ts'
import { configFaultsBySeries } from '../../core/model/config-faults.ts'
import type { ConfigFacts, GenerationFacts } from '../../core/model/facts.ts'
import type { RawObject } from '../../core/model/raw-values.ts'
import { isModelTypeOfTransformers } from '../../core/model/transformers-types.ts'
import type { DonorContext } from './context.ts'
import { readJsonObject } from './read-json.ts'

/** config.json, with findings for what makes a merge impossible or dangerous. */
export async function readConfig(context: DonorContext): Promise<ConfigFacts | null> {
  const { listing, note } = context
  if (!listing.has('config.json')) {
    const [message, hint] = whyMissing(listing.has('adapter_config.json'))
    note('config-json-missing', message, hint)
    return null
  }
  const asWritten = await readJsonObject(context, 'config.json', 'config-json-missing', parseWrittenJson)
  if (!asWritten) return null
  const raw = withPlainNumbers(asWritten) as RawObject
  const ownClass = namesCode(raw, 'AutoConfig')
  const isTrusted = ownClass && context.options.trustRemoteCode
  const faults = isTrusted ? {} : { faults: configFaultsBySeries(asWritten, context.files.location) }
  const facts = { ...configFacts(raw), ...faults, runsCode: ownClass }
  if (facts.architectures.length !== 1) noteArchitectures(context, raw, facts.architectures.length)
  const isNeeded = ownClass && !isModelTypeOfTransformers(facts.modelType)
  noteRemoteCode(context, 'config.json', facts.remoteCode, isNeeded)
  return facts
}

function noteArchitectures({ note }: DonorContext, raw: RawObject, count: number): void {
  const isList = Array.isArray(raw.architectures ?? [])
  if (!isList) note('architecture-multiple', 'config.json: architectures must be a list of one name')
  else if (count > 0) note('architecture-multiple', `config.json names ${count} architectures`)
  else
    note(
      'architecture-multiple',
      'config.json names no architecture',
      'write the class of the model there: "architectures": ["LlamaForCausalLM"], for example',
    )
}

export async function readGeneration(context: DonorContext): Promise<GenerationFacts | null> {
  const raw = await readJsonObject(context, 'generation_config.json', 'donor-note')
  return raw && generationFacts(raw)
}

/**
 * The code that a file's `auto_map` names is refused unless it was asked for, or nobody runs it because
 * transformers has its own for the purpose.
 */
export function noteRemoteCode(
  context: DonorContext,
  file: string,
  code: readonly string[],
  isNeeded: boolean,
): void {
  if (code[0] === undefined) return
  const what = `${file} names code of the donor's own (auto_map: ${quote(code[0])})`
  if (context.options.trustRemoteCode) context.note('remote-code-allowed', `${what}, which may run`)
  else if (isNeeded) context.note('remote-code', `${what}, which would run with your rights`)
  else context.note('remote-code-unused', `${what}, which is not run: transformers has its own`)
}

function whyMissing(isAdapter: boolean): [message: string, hint?: string] {
  return isAdapter
    ? ['it is a LoRA adapter, not a model', 'name it behind its model: MODEL+ADAPTER']
    : ['it has no config.json']
}
