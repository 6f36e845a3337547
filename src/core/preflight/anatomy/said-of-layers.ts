import { fieldsOfType } from '../../model/config-fields.ts'
import { asCount, isRawObject, type RawObject } from '../../model/raw-values.ts'
import type { InspectedDonor } from '../donor.ts'
import { sectionOf } from '../layer-lists.ts'

const told = (donor: InspectedDonor | undefined): RawObject => (donor && sectionOf(donor)) ?? {}

/** Counts of layers at the front that follow; python/mergescope/merge/layer_lists.py has them. */
const front =
  /^(first_k_dense_replace|num_dense_layers|moe_layer_start_index|num_first_full_attention_layers)$/

/** How many layers at the front config.json says to be of a kind of their own. */
export function frontOf(donor: InspectedDonor | undefined): number {
  const said = Object.entries(told(donor)).find(([name]) => front.test(name))
  return asCount(said?.[1]) ?? 0
}

/** transformers makes lists of its own where config.json has none, and these follow the layers, too. */
export function defaultsSay(lead: InspectedDonor): boolean {
  const section = told(lead)
  const type = typeof section.model_type === 'string' ? section.model_type : lead.facts.config?.modelType
  return [...fieldsOfType('5', type ?? '').keys()].some(
    (field) => /layer_types|layers_block_type/.test(field) && !Array.isArray(section[field]),
  )
}

/** Lists of layers by their numbers that follow; python/mergescope/merge/layer_lists.py has them. */
const byNumber =
  /^(mlp_only_layers|attn_layer_indices|full_attn_idxs|cross_attention_layers|moe_layers|hybrid_layer_ids|fullatt_block_indexes|window_block_index(es|ices)|global_attn_indexes|residual_block_indices|rope_scaling_layers|subsample_layers|kda_layers|full_attn_layers)$/

/**
 * All that a config says of this one layer and that follows it to where it is put.
 * @param counted whether it is one of the stack that config.json counts, else it may be said in any part of it
 * @param counts whether the number of layers at the front follows, too
 */
export function saidOf(
  donor: InspectedDonor | undefined,
  layer: number,
  { counted, counts }: { readonly counted: boolean; readonly counts: boolean },
): string {
  const layers = donor?.facts.config?.layers ?? 0
  const entries = counted ? Object.entries(told(donor)) : everything(donor?.facts.config?.raw ?? {})
  const said = entries.map(([name, value]) => {
    if (Array.isArray(value) && byNumber.test(name))
      return value.includes(layer + Number(/^(kda_layers|full_attn_layers)$/.test(name)))
    const goesByLayer = Array.isArray(value) || name === 'hybrid_override_pattern'
    if (goesByLayer && (!counted || (value as unknown[]).length === layers))
      return (value as unknown[])[layer] ?? null
    return counts && front.test(name) ? layer < Number(value) : null
  })
  return JSON.stringify(said.filter((entry) => entry !== null))
}

const everything = (raw: RawObject): readonly [string, unknown][] =>
  Object.entries(raw).flatMap(([name, value]) => (isRawObject(value) ? everything(value) : [[name, value]]))
