import { quote } from '../../core/json/quote.ts'
import { adaptedShapes } from '../../core/model/adapted-shapes.ts'
import { changesOfConfig, changesOfTensors } from '../../core/model/adapter-changes.ts'
import { lackingMatrices } from '../../core/model/adapter-pairs.ts'
import type { AdapterFacts } from '../../core/model/facts.ts'
import { asCount, asText, asTexts } from '../../core/model/raw-values.ts'
import type { DonorContext } from './context.ts'
import { readSafetensorsHeader } from './read-header.ts'
import { readJsonObject } from './read-json.ts'

const weights = 'adapter_model.safetensors'
const pickle = 'adapter_model.bin'

/** The adapter in the folder; null when there is none. */
export async function readAdapter(context: DonorContext): Promise<AdapterFacts | null> {
  const { files, listing, options, note } = context
  if (!listing.has('adapter_config.json')) {
    if (options.adapterOnly) note('lora-missing-config', 'it has no adapter_config.json')
    return null
  }
  const raw = (await readJsonObject(context, 'adapter_config.json', 'lora-missing-config')) ?? {}
  const file = listing.get(weights)
  let vocabularyChanges = changesOfConfig(raw)
  let shapes: AdapterFacts['shapes'] = new Map()
  let bytes = file?.size ?? listing.get(pickle)?.size ?? 0
  if (file) {
    try {
      const { tensors } = await readSafetensorsHeader(files, file)
      const names = tensors.map(({ name }) => name)
      if (names.length === 0)
        note('donor-note', `${weights} holds no tensors, so the adapter changes nothing`)
      const [lacking, ...more] = lackingMatrices(names)
      if (lacking !== undefined)
        note(
          'lora-incomplete',
          `${weights} lacks ${quote(lacking)}${more.length > 0 ? `, and ${more.length} more` : ''}`,
        )
      vocabularyChanges = changesOfTensors(names)
      shapes = adaptedShapes(tensors)
      bytes = tensors.reduce((sum, { begin, end }) => sum + end - begin, 0)
    } catch (error) {
      context.noteError('header-invalid', error)
    }
  } else if (listing.has(pickle)) {
    if (options.allowPickle)
      note('donor-pickle-allowed', `the adapter is a pickle (${pickle}), which is not looked into`)
    else
      note('donor-pickle', `the adapter is a pickle (${pickle}); loading it can run any code that is in it`)
  } else note('donor-empty', `the adapter has no ${weights}`)
  return {
    kind: asText(raw.peft_type),
    baseModel: asText(raw.base_model_name_or_path),
    rank: asCount(raw.r),
    targetModules:
      typeof raw.target_modules === 'string' ? [raw.target_modules] : asTexts(raw.target_modules),
    vocabularyChanges,
    shapes,
    bytes,
  }
}
