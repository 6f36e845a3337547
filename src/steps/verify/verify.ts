import { readDonor } from '../../adapters/donor/read-donor.ts'
import { openLocalModel } from '../../adapters/files/model/local-model-files.ts'
import type { Architecture } from '../../core/bridge/architecture.ts'
import type { WrittenValues } from '../../core/bridge/values.ts'
import type { OutputCheck, VerifyResult } from '../../core/contract/verify.ts'
import type { Stage } from '../../core/events.ts'
import { parseLenientJson } from '../../core/json/lenient.ts'
import { append } from '../../core/many.ts'
import type { DonorFacts } from '../../core/model/facts.ts'
import { rowsWithoutToken } from '../../core/model/rows-without-token.ts'
import type { ModelFiles } from '../../core/model-files.ts'
import { refusedValues } from '../../core/preflight/refused-values.ts'
import { maxIndexBytes } from '../../core/safetensors/parse-index.ts'
import { noTransformers, type Transformers } from '../../core/transformers.ts'
import { agreementOf, checkArchitecture, leftToLoad } from '../../core/verify/architecture.ts'
import { checkCard } from '../../core/verify/card.ts'
import { checkNames } from '../../core/verify/decoder-names.ts'
import { checkGeneration } from '../../core/verify/generation.ts'
import { type DonorChecks, donorsToAsk, judge } from '../../core/verify/judge.ts'
import { checkMerges } from '../../core/verify/merges.ts'
import { nothingPlanned, type OutputPlan } from '../../core/verify/planned.ts'
import { indexFile, readShardIndex } from '../../core/verify/read-index.ts'
import { ofWhole, verdictOfChecks, verifyModel } from '../../core/verify/verify.ts'
import { checkWritten } from '../../core/verify/written-values.ts'
import { inLightOfRun } from './recorded-run.ts'
import { type DonorFolder, deepChecks, loadOutcome } from './verify-python.ts'

/** A tokenizer.json of the largest vocabularies has some tens of MB. */
const mostBytes = 200_000_000

/** A model of a merge, and where it lies; null where that is not on this machine. */
export interface MadeFrom {
  readonly ref: string
  readonly folder: string | null
}

export interface VerifyOptions {
  /** The model folder to judge. */
  readonly folder: string
  /** What it should hold; without one only the folder itself is judged. */
  readonly plan?: OutputPlan | undefined
  /** The models it was made from, the one whose config it has first: what they fail, it does not. */
  readonly donors?: readonly MadeFrom[]
  /** Read the values too; donors are folders to compare norms with. */
  readonly deep?: {
    readonly donors: readonly DonorFolder[]
    readonly plannedZeroRows: ReadonlyMap<string, number> | null
  }
  /** What its class says of names and shapes, where Python was asked before. */
  readonly architecture?: Architecture
  /** What was seen of the values while they were written, where that is known. */
  readonly written?: readonly WrittenValues[]
  /** Take what the run that filled the folder has told of it into account. */
  readonly record?: boolean
  /** Let transformers load it. */
  readonly load?: { readonly trustRemoteCode: boolean }
  /** The transformers that will load it; default one that nobody knows. */
  readonly transformers?: Transformers
  /** The interpreter for `deep` and `load`. */
  readonly python?: string
  readonly signal?: AbortSignal | undefined
}

/**
 * Checks a model folder from its headers, configs and tokenizer, and on request from its values and in
 * transformers. Errors: `model-not-found`, `file-unreadable`, those of the environment; what is wrong with
 * the model is a failed check and no error.
 */
export async function* verifyStage(options: VerifyOptions): Stage<VerifyResult> {
  const { folder, signal, python, deep, load, written, plan = nothingPlanned } = options
  const madeFrom = options.donors ?? []
  const files = await openLocalModel(folder, folder)
  const read = await readDonor(files, { trustRemoteCode: true })
  const refused = refusedValues(folder, read, options.transformers ?? noTransformers)
  const facts = { ...read, findings: [...read.findings, ...refused] }
  // Files that cannot be read as they stand would only fail again, in other words.
  const readable = facts.weights !== null
  const lead = madeFrom[0]?.folder ?? null
  const loaded =
    load && python && readable ? yield* loadOutcome({ folder, python, signal, lead, ...load }) : null
  const architecture = loaded?.architecture ?? options.architecture ?? null
  const checked = await folderChecks(files, facts, plan, architecture)
  const donors: DonorChecks[] = []
  const name = facts.config?.architecture ?? null
  for (const donor of asked(madeFrom, donorsToAsk(checked, name)))
    donors.push({ ref: donor.ref, checks: await donorChecks(donor.folder) })
  const checks = [
    ...judge(checked, {
      architecture: name,
      donors,
      ownVocabulary: plan.ownVocabulary,
      chatTemplate: plan.chatTemplate,
      agreement: architecture && agreementOf(architecture),
      storesTied: (architecture?.output.tied.length ?? 0) > 0,
    }),
    ...(architecture ? checkArchitecture(architecture, madeFrom[0]?.ref ?? null) : [leftToLoad(name)]),
  ]
  if (written) append(checks, checkWritten(written))
  if (deep && python && readable) {
    const zeroRows = { planned: deep.plannedZeroRows, unused: rowsWithoutToken(facts) }
    append(checks, yield* deepChecks({ folder, python, signal, donors: deep.donors, zeroRows }))
  }
  append(checks, loaded?.checks ?? [])
  const told = options.record ? await inLightOfRun(folder, checks, signal) : checks
  for (const check of told)
    if (check.status === 'fail')
      yield { event: 'log', level: 'error', source: 'verify', message: check.message }
  return { schema: 1, checks: [...told], verdict: verdictOfChecks(told) }
}

function asked<Donor>(donors: readonly Donor[], which: ReturnType<typeof donorsToAsk>): readonly Donor[] {
  return which === 'all' ? donors : which === 'lead' ? donors.slice(0, 1) : []
}

/** The checks that need no Python, before anybody asks what they mean for this model. */
async function folderChecks(
  files: ModelFiles,
  facts: DonorFacts,
  plan: OutputPlan,
  architecture: Architecture | null,
): Promise<readonly OutputCheck[]> {
  const hasIndex = (await files.list()).some(({ path, refused }) => path === indexFile && !refused)
  const index = hasIndex ? readShardIndex(await files.readAll(indexFile, maxIndexBytes)) : null
  return [
    ...verifyModel({ facts, index }, plan, architecture?.output.rows ?? null),
    ...(architecture || !facts.weights ? [] : ofWhole(facts, checkNames(facts.config, facts.weights))),
    ...checkGeneration(await readOptional(files, 'generation_config.json', (bytes) => bytes)),
    checkMerges(await readOptional(files, 'tokenizer.json', parseLenientJson)),
    ...checkCard(await readOptional(files, 'README.md', (bytes) => new TextDecoder().decode(bytes))),
  ]
}

/** A donor that can no longer be read excuses nothing. */
async function donorChecks(folder: string | null): Promise<readonly OutputCheck[]> {
  if (folder === null) return []
  try {
    const files = await openLocalModel(folder, folder)
    return await folderChecks(files, await readDonor(files, { trustRemoteCode: true }), nothingPlanned, null)
  } catch {
    return []
  }
}

/** A file's content as `parse` gives it; null where it is absent or cannot be parsed, which others tell. */
async function readOptional<T>(
  files: ModelFiles,
  path: string,
  parse: (bytes: Uint8Array) => T,
): Promise<T | null> {
  if (!(await files.list()).some((file) => file.path === path && !file.refused)) return null
  try {
    return parse(await files.readAll(path, mostBytes))
  } catch {
    return null
  }
}
