import type { Finding } from '../contract/common.ts'
import { makeFinding } from '../findings/make.ts'
import { unmergeableKinds } from '../model/adapter-kinds.ts'
import type { AdaptedShape, DonorTensor, VocabularyChange } from '../model/facts.ts'
import { vocabularyKindOf } from '../model/vocabulary-names.ts'
import { counted } from '../text/units.ts'
import { renamedLike } from './anatomy/tensor-aliases.ts'
import type { InspectedDonor } from './donor.ts'

/**
 * Whether the models with adapters have a place to become one in, and whether they can: mergekit merges an
 * adapter into its model first, into a folder that the user names.
 * @param folder that folder; null where nothing will be merged
 */
export function adapterFindings(
  donors: readonly InspectedDonor[],
  folder: string | null | undefined,
): readonly Finding[] {
  const parted = donors.flatMap((donor) => [
    ...unmergeable(donor),
    ...partedTies(donor),
    ...misfits(donor),
    ...layersLeftOut(donor),
  ])
  const first = donors.find(({ ref }) => ref.lora !== null)
  if (folder !== undefined || !first) return parted
  const message = 'its adapter is merged into the model first, and no folder is named for that'
  return [...parted, makeFinding('lora-no-folder', { donor: first.name, message })]
}

/** Of some kinds nothing can be added to a weight of the model. */
function unmergeable({ name, ref, lora }: InspectedDonor): readonly Finding[] {
  if (
    lora?.adapter &&
    lora.adapter.kind === null &&
    lora.findings.every(({ code }) => code !== 'lora-missing-config')
  )
    return [
      makeFinding('lora-not-mergeable', {
        donor: name,
        message: `adapter_config.json of the adapter ${ref.lora?.path} has no peft_type, without which PEFT does not load it`,
        hint: 'write "peft_type": "LORA" there, if it is a LoRA adapter',
      }),
    ]
  const kind = lora?.adapter?.kind ?? ''
  const why = unmergeableKinds.get(kind)
  if (!why) return []
  const message = `the adapter ${ref.lora?.path} is of the kind ${kind} (peft_type in its adapter_config.json), which cannot be merged into weights: ${why}`
  return [makeFinding('lora-not-mergeable', { donor: name, message })]
}

/**
 * An adapter on a matrix that serves as embeddings and as output head: with PEFT the two part, merged into the
 * one matrix it changes both. What replaces the matrix is saved by PEFT as two; so are rows of the embeddings,
 * which it changes in the head, too.
 */
function partedTies({ name, ref, facts, lora }: InspectedDonor): readonly Finding[] {
  const { config, weights } = facts
  const head = weights?.vocabularyTensors.some((tensor) => vocabularyKindOf(tensor.name) === 'head')
  const tied = config?.tiedEmbeddings ?? (weights !== null && !head)
  if (!tied) return []
  // Encoder and decoder each have embeddings, which are the same matrix.
  const several = config?.raw.is_encoder_decoder === true
  const parts = ({ module, how }: VocabularyChange) =>
    how === 'adds' || several || (how === 'rows' && vocabularyKindOf(`${module}.weight`) === 'head')
  const modules = new Set(lora?.adapter?.vocabularyChanges.filter(parts).map(({ module }) => module))
  if (modules.size === 0) return []
  const message = `the adapter ${ref.lora?.path} changes ${[...modules].join(' and ')}, which the model ties: output head and embeddings are one matrix, and what is meant for one of them would change both`
  return [makeFinding('lora-parts-tie', { donor: name, message })]
}

/** PEFT loads nothing of another shape than the model has. */
function misfits({ name, ref, facts, lora }: InspectedDonor): readonly Finding[] {
  const shapes = lora?.adapter?.shapes ?? new Map<string, AdaptedShape>()
  const tensors = renamedLike(facts.weights?.tensors ?? new Map<string, DonorTensor>(), shapes.keys())
  const wrong = [...shapes].flatMap(([tensor, adapted]) => {
    const held = tensors.get(tensor)?.shape
    return held && !facts.config?.quantisation && !fits(held, adapted) ? [{ tensor, held, adapted }] : []
  })
  const [first] = wrong
  if (!first) return []
  const message = `the adapter ${ref.lora?.path} does not fit ${counted(wrong.length, 'tensor')} of the model: ${first.tensor} is ${said(first.held)}, and the adapter is for ${said(first.adapted.shape)}`
  return [makeFinding('lora-shape-mismatch', { donor: name, message })]
}

/** PEFT takes what an adapter has for modules of the model, and says nothing of the rest. */
function layersLeftOut({ name, ref, facts, lora }: InspectedDonor): readonly Finding[] {
  const shapes = lora?.adapter?.shapes ?? new Map<string, AdaptedShape>()
  const tensors = renamedLike(facts.weights?.tensors ?? new Map<string, DonorTensor>(), shapes.keys())
  const held = new Set([...tensors.keys()].flatMap(stackAndLayer))
  // Of a stack under another name nothing is known.
  const extra = [...shapes.keys()].filter((tensor) => {
    const [stack, layer] = stackAndLayer(tensor)
    return stack !== undefined && held.has(stack) && !held.has(layer!)
  })
  if (extra.length === 0) return []
  const layers = [...new Set(extra.map((tensor) => stackAndLayer(tensor)[1]!))]
  const [first] = layers
  const others = layers.length > 1 ? ` and ${counted(layers.length - 1, 'other layer')}` : ''
  const message = `the adapter ${ref.lora?.path} changes ${first}${others}, which the model does not have: what it has for that, ${counted(extra.length, 'tensor')}, has no effect`
  return [makeFinding('lora-layers-left-out', { donor: name, message })]
}

/** `model.layers` and `model.layers.2` of a tensor in there; nothing of any other. */
function stackAndLayer(tensor: string): readonly string[] {
  const [, layer, stack] = /^((.+?)\.\d+)\./.exec(tensor) ?? []
  return layer === undefined ? [] : [stack!, layer]
}

function fits(held: readonly number[], { shape, turned }: AdaptedShape): boolean {
  const [rows = 0, columns = 0] = held
  const like = (sizes: readonly number[]) =>
    shape.every((size, axis) => size === null || size === sizes[axis])
  // Of a convolution the first two axes are those of the product.
  return turned
    ? held.length < 2 || like(held) || like([columns, rows])
    : (held.length === shape.length || shape.includes(null)) && like(held)
}

const said = (shape: readonly (number | null)[]) => `[${shape.map((size) => size ?? '?').join(' × ')}]`
