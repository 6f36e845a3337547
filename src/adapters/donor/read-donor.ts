import type { Finding } from '../../core/contract/common.ts'
import { quote } from '../../core/json/quote.ts'
import type {
  ConfigFacts,
  DonorFacts,
  DonorOptions,
  DonorTensor,
  WeightsFacts,
} from '../../core/model/facts.ts'
import { packedTensor } from '../../core/model/quantisation.ts'
import type { ModelFiles } from '../../core/model-files.ts'
import { openTokenizerPool, type TokenizerPool } from '../tokenizers/pool.ts'
import { type DonorContext, openContext } from './context.ts'
import { headIsCopy } from './head-copy.ts'
import { mapLimited } from './map-limited.ts'
import { readAdapter } from './read-adapter.ts'
import { readConfig, readGeneration } from './read-config.ts'
import { noteExtras } from './read-extras.ts'
import { readSentenceFiles } from './read-sentence-files.ts'
import { readTokenizer } from './read-tokenizer.ts'
import { readWeights } from './read-weights.ts'

const donorsAtOnce = 16

/** One donor to read. */
export interface DonorInput {
  readonly files: ModelFiles
  readonly options?: DonorOptions
}

/**
 * Gathers all that can be known of several donors from their listings, headers, configs and tokenizers, at
 * the same time and each distinct tokenizer once. `onDonor` is called whenever one is done.
 *
 * What is wrong with a donor becomes a finding of it. Throws when a listing cannot be had, and for faults of
 * the network.
 */
export async function readDonors(
  donors: readonly DonorInput[],
  onDonor: (facts: DonorFacts) => void = () => {},
): Promise<DonorFacts[]> {
  const pool = openTokenizerPool()
  try {
    return await mapLimited(donors, donorsAtOnce, async ({ files, options }) => {
      const facts = await gather(files, options ?? {}, pool)
      onDonor(facts)
      return facts
    })
  } finally {
    await pool.close()
  }
}

/** As `readDonors`, for one. */
export async function readDonor(files: ModelFiles, options: DonorOptions = {}): Promise<DonorFacts> {
  const [facts] = await readDonors([{ files, options }])
  return facts!
}

async function gather(files: ModelFiles, options: DonorOptions, pool: TokenizerPool): Promise<DonorFacts> {
  const { context, findings } = await openContext(files, options)
  const adapterContext =
    options.adapterOnly || !context.listing.has('config.json') ? context : asides(context)
  const [model, adapter] = options.tokenizerOnly
    ? [await readTokenizerOnly(context, pool), null]
    : await Promise.all([
        options.adapterOnly ? noModel : readModel(context, pool),
        readAdapter(adapterContext),
      ])
  return {
    ref: files.ref,
    location: files.location,
    commit: files.commit,
    files: [...context.listing.values()],
    ...model,
    adapter,
    findings: findings.toSorted(bySeverity),
  }
}

/** Nobody reads the adapter that lies beside a whole model: nothing about it ends a merge. */
function asides(context: DonorContext): DonorContext {
  return {
    ...context,
    note: (_, message, hint) => context.note('donor-note', message, hint ?? null),
    noteError: (_, thrown) => context.noteError('donor-note', thrown),
  }
}

type ModelPart = Pick<DonorFacts, 'config' | 'generation' | 'weights' | 'tokenizer' | 'sentence'>
const noModel: ModelPart = { config: null, generation: null, weights: null, tokenizer: null }

async function readTokenizerOnly(context: DonorContext, pool: TokenizerPool): Promise<ModelPart> {
  const reading = context.listing.has('config.json') ? readConfig(context) : Promise.resolve(null)
  const [config, tokenizer] = await Promise.all([reading, readTokenizer(context, pool, reading)])
  return { ...noModel, config, tokenizer }
}

async function readModel(context: DonorContext, pool: TokenizerPool): Promise<ModelPart> {
  const reading = readConfig(context)
  const [config, generation, weights, tokenizer, sentence] = await Promise.all([
    reading,
    readGeneration(context),
    readWeights(context),
    readTokenizer(context, pool, reading),
    readSentenceFiles(context),
  ])
  noteQuantisation(context, config, weights)
  if (weights) await noteExtras(context, weights)
  const isCopy = await headIsCopy(context.files, config, weights)
  const known = weights && isCopy !== undefined ? { ...weights, headIsCopy: isCopy } : weights
  return { config, generation, weights: known, tokenizer, sentence }
}

/** Weights are judged by the tensors: config.json may still say how those were stored that these were unpacked from. */
function noteQuantisation(
  { note }: DonorContext,
  config: ConfigFacts | null,
  weights: WeightsFacts | null,
): void {
  const { quantisation: said = null } = config ?? {}
  const packed = packedTensor(weights?.tensors.values() ?? [], said !== null)
  if (said && (packed || !weights))
    note('donor-quantised', `config.json says that it is quantised (${said.detail})`)
  else if (said) note('donor-note', leftover(said.detail))
  else if (packed)
    note(
      'donor-quantised',
      `${whyPacked(packed, weights)}: ${quote(packed.name)} is ${packed.dtype}`,
      packed.dtype === 'C64' ? 'save the model without this tensor, or as real numbers' : undefined,
    )
}

function whyPacked({ dtype }: DonorTensor, weights: WeightsFacts | null): string {
  if (dtype === 'C64') return 'no method merges complex numbers'
  const isBare =
    dtype.startsWith('F8') && ![...(weights?.tensors.keys() ?? [])].some((name) => /scale/.test(name))
  // A cast model looks just like one that has lost its scales, whose values would be wrong by any factor.
  return isBare
    ? 'its weights have 8 bits and no scales, and whether they need some is not known'
    : 'its weights are quantised'
}

const leftover = (detail: string) =>
  `config.json says that it is quantised (${detail}), and its tensors are plain: they are merged as they are, and the output's config.json does not say it`

const severities: readonly string[] = ['error', 'warning', 'info']

/** Files are read at the same time; the order of their findings must not depend on which came first. */
function bySeverity(a: Finding, b: Finding): number {
  const rank = severities.indexOf(a.severity) - severities.indexOf(b.severity)
  return rank || a.code.localeCompare(b.code, 'en') || a.message.localeCompare(b.message, 'en')
}
