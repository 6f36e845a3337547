import type { Finding } from '../../contract/common.ts'
import { makeFinding } from '../../findings/make.ts'
import { loadedAs } from '../../mergekit/layouts.ts'
import { entryForEachToken, vocabularyKindOf } from '../../model/vocabulary-names.ts'
import { counted, examples } from '../../text/units.ts'
import { architectureOf, type InspectedDonor } from '../donor.ts'
import type { Demand } from '../slice-demand.ts'
import type { Needs } from './needed-tensors.ts'
import { expertsOf } from './tensor-aliases.ts'
import { byToken, embeddingRows, sameShape, shape } from './tensor-shapes.ts'
import { type Expected, inSlices, inWhole, named, type Pair } from './tensors-compared.ts'
import { uncountedLayers } from './uncounted-layers.ts'

/** What a donor lacks of the reference, has beyond it, and has in another shape. */
export function differences(
  lead: InspectedDonor,
  expected: Expected,
  donor: InspectedDonor,
  demand: Demand | null,
  needs: Needs,
): readonly Finding[] {
  const { name: reference, facts } = lead
  const vocabulary = new Set(donor.facts.weights?.vocabularyTensors.map(({ name }) => name))
  const own = named(donor)
  const [rows, theirs] = [embeddingRows(own), embeddingRows(expected.outside)]
  // A bias with an entry for each token is that of a head, whatever an architecture calls it.
  const isUnited = (pair: Pair) =>
    (pair.name === entryForEachToken || (/(^|\.)bias$/.test(pair.name) && pair.tensor.shape.length === 1)) &&
    byToken(pair, rows, theirs)
  // For a head that is tied its embeddings stand in; a bias of it may have two names.
  const haveBias = [own, expected.outside].every((tensors) => [...tensors.keys()].some(isBiasOfHead))
  const head = (name: string) => vocabularyKindOf(name) === 'head' && (haveBias || !isBiasOfHead(name))
  const { missing, extra, pairs } = demand
    ? inSlices(expected, donor, demand)
    : inWhole(expected.outside, own)
  const misshapen = pairs.filter(
    (pair) => !isUnited(pair) && !sameShape(pair.tensor.shape, pair.other.shape, vocabulary.has(pair.name)),
  )
  const findings: Finding[] = []
  const add = (
    code: 'tensor-missing' | 'tensor-partial' | 'layers-uncounted' | 'tensor-extra' | 'shape-mismatch',
    message: string,
    hint?: string,
  ) => findings.push(makeFinding(code, { donor: donor.name, message, ...(hint && { hint }) }))
  const loaded = loadedAs(architectureOf(lead), [...missing, ...extra])
  const expertsIn = (name: string) => expertsOf(loaded.get(name)!.name)
  const experts = (names: readonly string[]) => new Set(names.map(expertsIn))
  const [inMissing, inExtra] = [experts(missing), experts(extra)]
  const [lacking, further] = [
    // Experts that lie apart in one and together in the other are put into one layout.
    missing.filter((name) => !head(name) && !(expertsIn(name) && inExtra.has(expertsIn(name)))),
    extra.filter((name) => !head(name) && !(expertsIn(name) && inMissing.has(expertsIn(name)))),
  ]
  const isMade =
    lacking.length > 0 &&
    further.length > 0 &&
    [...lacking, ...further].some((name) => !loaded.get(name)!.isWhole)
  const uncounted = uncountedLayers(facts)
  const there = new Set([...own.keys()].map(uncounted))
  const later = lacking.filter((name) => uncounted(name) !== null && !there.has(uncounted(name)))
  const lost = lacking.filter((name) => !later.includes(name))
  if (later.length > 0)
    add(
      'layers-uncounted',
      `${counted(later.length, 'tensor')} of ${reference} missing, in layers that its config.json does not count: ${examples(later)}`,
    )
  const otherwise = isMade
    ? 'has them in other pieces'
    : otherNames(lost, further)
      ? 'calls them otherwise'
      : null
  const isNeeded = needs(own.keys(), further)
  const [needed, others] = [
    lost.filter((name) => otherwise !== null || isNeeded(name)),
    lost.filter((name) => otherwise === null && !isNeeded(name)),
  ]
  const told = (names: readonly string[]) =>
    `${counted(names.length, 'tensor')} of ${reference} missing: ${examples(names)}`
  if (needed.length > 0)
    add(
      'tensor-missing',
      told(needed),
      otherwise !== null
        ? `it ${otherwise}, as another release of transformers did: load ${donor.name} with transformers, and save it again with save_pretrained, and ${reference} in the same way`
        : undefined,
    )
  if (others.length > 0) add('tensor-partial', told(others))
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

const isBiasOfHead = (name: string) => vocabularyKindOf(name) === 'head' && name.endsWith('bias')
