import { hasPlainLayout, isKnownArchitecture } from '../architectures.ts'
import type { Finding } from '../contract/common.ts'
import { makeFinding } from '../findings/make.ts'
import type { MergeConfig } from '../merge-config/types.ts'
import type { Mergekit } from '../mergekit/table.ts'
import type { DonorTensor } from '../model/facts.ts'
import { layerPattern } from '../model/tensor-name.ts'
import { vocabularyKindOf } from '../model/vocabulary-names.ts'
import { counted, examples } from '../text/units.ts'
import { architectureOf, type InspectedDonor } from './donor.ts'
import { type Demand, demandOf } from './slice-demand.ts'
import { expertsOf, renamedLike } from './tensor-aliases.ts'
import { layersOf, unneededBuffer } from './tensor-layers.ts'

/** Missing, extra and misshapen tensors of each donor, against the base or the first donor and its own config.json. */
export function tensorFindings(
  config: MergeConfig,
  donors: readonly InspectedDonor[],
  mergekit: Mergekit,
): readonly Finding[] {
  const whole = config.modules.every(({ inputs }) => inputs.kind === 'models')
  const [reference, ...others] = [...donors]
    .filter(({ facts }) => facts.weights)
    .sort((a, b) => Number(b.role === 'base') - Number(a.role === 'base'))
  if (!reference) return []
  const demands = (donor: InspectedDonor) => (whole ? null : demandOf(config, donor.key))
  const expected = whole ? { outside: named(reference), kinds: [] } : inParts(reference)
  return [
    ...[reference, ...others].flatMap((donor) => layersLacking(donor, demands(donor), mergekit)),
    ...others.flatMap((donor) => compare(reference.name, expected, donor, demands(donor))),
  ]
}

type Named = ReadonlyMap<string, DonorTensor>

function named({ facts }: InspectedDonor): Named {
  return new Map([...(facts.weights?.tensors ?? [])].filter(([name]) => !unneededBuffer.test(name)))
}

/** What the reference has: what is no layer's, and a layer of each kind, `model.layers.*.mlp.weight`. */
interface Expected {
  readonly outside: Named
  readonly kinds: readonly Named[]
}

/** For slices, whose layers stand elsewhere in the output: a model may be made of layers of several kinds. */
function inParts(reference: InspectedDonor): Expected {
  const { layers, outside } = layersOf(named(reference))
  const kinds = new Map([...layers.values()].map((layer) => [[...layer.keys()].sort().join('\n'), layer]))
  return { outside, kinds: [...kinds.values()] }
}

function compare(
  reference: string,
  expected: Expected,
  donor: InspectedDonor,
  demand: Demand | null,
): readonly Finding[] {
  const vocabulary = new Set(donor.facts.weights?.vocabularyTensors.map(({ name }) => name))
  const own = named(donor)
  const [rows, theirs] = [embeddingRows(own), embeddingRows(expected.outside)]
  // Of a head, whatever an architecture calls it.
  const isHeadBias = (pair: Pair) =>
    /(^|\.)bias$/.test(pair.name) && pair.tensor.shape.length === 1 && byToken(pair, rows, theirs)
  const head = (name: string) => vocabularyKindOf(name) === 'head'
  const { missing, extra, pairs } = demand
    ? inSlices(expected, donor, demand)
    : inWhole(expected.outside, own)
  const misshapen = pairs.filter(
    (pair) => !sameShape(pair.tensor.shape, pair.other.shape, vocabulary.has(pair.name) || isHeadBias(pair)),
  )
  const findings: Finding[] = []
  const add = (
    code: 'tensor-missing' | 'tensor-partial' | 'tensor-extra' | 'shape-mismatch',
    message: string,
    hint?: string,
  ) => findings.push(makeFinding(code, { donor: donor.name, message, ...(hint && { hint }) }))
  const experts = (names: readonly string[]) => new Set(names.map(expertsOf))
  const [lacking, further] = [
    // Experts that lie apart in one and together in the other are put into one layout.
    missing.filter((name) => !head(name) && !(expertsOf(name) && experts(extra).has(expertsOf(name)))),
    extra.filter((name) => !head(name) && !(expertsOf(name) && experts(missing).has(expertsOf(name)))),
  ]
  const partial = lacksKinds(lacking, further, own)
  if (lacking.length > 0)
    add(
      partial ? 'tensor-partial' : 'tensor-missing',
      `${counted(lacking.length, 'tensor')} of ${reference} missing: ${examples(lacking)}`,
      otherNames(lacking, further)
        ? `it calls them otherwise, as another release of transformers did: load ${donor.name} with transformers, and save it anew with save_pretrained, and ${reference} in the same way`
        : undefined,
    )
  if (further.length > 0)
    add('tensor-extra', `${counted(further.length, 'tensor')} that ${reference} lacks: ${examples(further)}`)
  const [wrong] = misshapen
  if (wrong)
    add(
      'shape-mismatch',
      `${counted(misshapen.length, 'tensor')} of another shape than in ${reference}: ${wrong.name} is ${shape(wrong.tensor)}, not ${shape(wrong.other)}`,
      byToken(wrong, rows, theirs)
        ? 'it has an entry for each token, and mergescope unites only those of embeddings and output heads: give the models the same tokens first, with resize_token_embeddings, and save them with one tokenizer'
        : undefined,
    )
  return findings
}

/** Whether what is missing is there, tensor by tensor, with another beginning of its name. */
function otherNames(lacking: readonly string[], further: readonly string[]): boolean {
  const ends = (names: readonly string[]) => names.map(withoutPrefix).sort().join('\n')
  return lacking.length > 0 && ends(lacking) === ends(further)
}

const withoutPrefix = (name: string) =>
  /(?<=\.)(layers|h|blocks|block)\.\d+\..*$/.exec(name)?.[0] ?? name.split('.').slice(-2).join('.')

/** Whether a tensor differs only where each model has the size of its own vocabulary. */
function byToken({ tensor, other }: Pair, here: readonly number[], there: readonly number[]): boolean {
  return (
    tensor.shape.length === other.shape.length &&
    tensor.shape.every(
      (size, axis) =>
        size === other.shape[axis] || (here.includes(size) && there.includes(other.shape[axis]!)),
    )
  )
}

const embeddingRows = (all: Named): readonly number[] =>
  [...all].flatMap(([name, { shape }]) => (vocabularyKindOf(name) === 'embeddings' ? [shape[0]!] : []))

interface Pair {
  readonly name: string
  readonly tensor: DonorTensor
  readonly other: DonorTensor
}

interface Compared {
  readonly missing: readonly string[]
  readonly extra: readonly string[]
  readonly pairs: readonly Pair[]
}

/**
 * Whether what a donor lacks is missing in all of its layers, and nothing else is there instead: another make of the
 * model, without biases or a pooler, and no file that is lost.
 */
function lacksKinds(lacking: readonly string[], further: readonly string[], own: Named): boolean {
  const kinds = new Set([...own.keys()].map(layerPattern))
  const isLayered = (name: string) => layerPattern(name).includes('.*.')
  return (
    !further.some(isLayered) &&
    lacking.every((name) => !kinds.has(layerPattern(name)) && (isLayered(name) || ofSomeClasses.test(name)))
  )
}

// What only some classes of one model have.
const ofSomeClasses = /(^|\.)(pooler|seq_relationship|position_ids|score|classifier|qa_outputs)(\.|$)/

function inWhole(expected: Named, donor: Named): Compared {
  const own = renamedLike(donor, expected.keys())
  return {
    missing: [...expected.keys()].filter((name) => !own.has(name)),
    extra: [...own.keys()].filter((name) => !expected.has(name)),
    pairs: [...own].flatMap(([name, tensor]) => {
      const other = expected.get(name)
      return other ? [{ name, tensor, other }] : []
    }),
  }
}

/** As above, for the layers that slices take from the donor, and of the rest what they take with them. */
function inSlices(expected: Expected, donor: InspectedDonor, demand: Demand): Compared {
  const { layers, outside } = layersOf(named(donor))
  const taken = [...layers].filter(([layer]) => demand.layers.has(layer))
  const wanted = (tensors: Named) => new Map([...tensors].filter(([name]) => demand.takes(name)))
  const around = inWhole(wanted(expected.outside), wanted(outside))
  const each = taken.map(([, own]) => likest(expected.kinds, own))
  const unique = (lists: readonly (readonly string[])[]) => [...new Set(lists.flat())]
  return {
    missing: unique([around.missing, ...each.map(({ missing }) => missing)]),
    extra: around.extra,
    pairs: [around, ...each].flatMap(({ pairs }) => pairs),
  }
}

/** A layer beside that of the reference that it lacks least of. */
function likest(kinds: readonly Named[], layer: Named): Compared {
  const compared = kinds.map((kind) => inWhole(kind, layer))
  const differing = ({ missing, extra }: Compared) => missing.length * 1000 + extra.length
  const [first, ...others] = compared
  return others.reduce(
    (best, other) => (differing(other) < differing(best) ? other : best),
    first ?? { missing: [], extra: [], pairs: [] },
  )
}

/** Layers that the merge takes from a donor, and of which the donor has no tensor: where mergekit asks for each. */
function layersLacking(donor: InspectedDonor, demand: Demand | null, mergekit: Mergekit): readonly Finding[] {
  const { facts, name } = donor
  const architecture = architectureOf(donor)
  if (!hasPlainLayout(architecture) || !isKnownArchitecture(architecture, mergekit)) return []
  const { layers } = layersOf(facts.weights?.tensors ?? new Map())
  const counted = facts.config?.layers ?? 0
  const wanted = demand ? [...demand.layers] : Array.from({ length: counted }, (_, layer) => layer)
  const lacking = wanted.filter((layer) => layer < counted && !layers.has(layer))
  if (lacking.length === 0 || layers.size === 0) return []
  const which = `layer${lacking.length > 1 ? 's' : ''} ${examples(lacking)}`
  const message = `${which} missing: config.json says num_hidden_layers ${counted}, and the weights have ${layers.size}`
  return [makeFinding('tensor-missing', { donor: name, message })]
}

/** Vocabulary tensors may differ in their rows. */
function sameShape(a: readonly number[], b: readonly number[], vocabulary: boolean): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis] || (vocabulary && axis === 0))
}

const shape = ({ shape }: DonorTensor): string => `[${shape.join(' × ')}]`
