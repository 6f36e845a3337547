import process from 'node:process'
import { hubAccess } from '../../adapters/hub/access.ts'
import { describeMachine } from '../../adapters/machine/describe.ts'
import type { Mirrors } from '../../adapters/object-storage/mirror-model.ts'
import { mergeDefaults } from '../../core/bridge/merge.ts'
import type { Finding } from '../../core/contract/common.ts'
import type { InspectResult } from '../../core/contract/inspect.ts'
import { exitCodes } from '../../core/error-codes.ts'
import type { RunEvent, Stage } from '../../core/events.ts'
import { hasErrors, makeFinding, verdictOf } from '../../core/findings/make.ts'
import { append } from '../../core/many.ts'
import { checkMergeConfig } from '../../core/merge-config/check.ts'
import type { MergeConfig, ParsedConfig } from '../../core/merge-config/types.ts'
import { closestMergekit, unknownMergekit } from '../../core/mergekit/known.ts'
import { modelKey } from '../../core/model-ref.ts'
import { adapterFindings } from '../../core/preflight/adapters.ts'
import { beyondClass } from '../../core/preflight/beyond-class.ts'
import type { InspectedDonor } from '../../core/preflight/donor.ts'
import { faultsOfDonor } from '../../core/preflight/donor-faults.ts'
import { donorReport, unreadDonor } from '../../core/preflight/donor-report.ts'
import { defaultBudgetBytes } from '../../core/preflight/estimate.ts'
import { type Preflight, preflight } from '../../core/preflight/preflight.ts'
import { refusedValues } from '../../core/preflight/refused-values.ts'
import { vocabularyOfDonor } from '../../core/preflight/stale-config.ts'
import { asMergeMeans } from '../../core/preflight/unread-tokenizers.ts'
import { counted } from '../../core/text/units.ts'
import { noTransformers, type Transformers } from '../../core/transformers.ts'
import { type DonorRequest, type GatheredDonors, gatherDonors } from './gather-donors.ts'
import { donorRequests, type InspectTarget, modelRequests, parseTarget } from './read-target.ts'
import { readTokenizerSource } from './tokenizer-source.ts'

export interface InspectOptions {
  readonly target: InspectTarget
  /** The version of the mergekit that is installed or asked for; null: none is, so the newest is predicted. */
  readonly mergekit?: string | null
  /** The transformers that will read the donors; default one that nobody knows. */
  readonly transformers?: Transformers
  /** Donors that were read before, by their key: no other is read then, and those that it lacks count as not read. */
  readonly known?: ReadonlyMap<string, InspectedDonor>
  /** Where the output will lie; default the current folder. */
  readonly output?: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cache?: string | undefined
  /** The interpreter that reads object storage. */
  readonly python?: string | undefined
  /** Models there that the same run has looked at. */
  readonly mirrors?: Mirrors | undefined
  readonly offline?: boolean | undefined
  readonly trustRemoteCode?: boolean | undefined
  readonly allowPickle?: boolean | undefined
  readonly allowCrimes?: boolean | undefined
  readonly unsafeTruncate?: boolean | undefined
  /** Where models with their adapters merged are kept; null where nothing will be merged. */
  readonly loraMergeCache?: string | null | undefined
  readonly missingRows?: 'zero' | 'mean' | undefined
  readonly compat?: 'v2d' | null | undefined
  /** What an interrupted run has left for the output. */
  readonly heldBytes?: number
  /** Bytes that the engine may hold beside the interpreter. Default 2 GB. */
  readonly memory?: number | undefined
  readonly signal?: AbortSignal | undefined
}

/** What later stages need of an inspection, besides the JSON result. */
export interface Inspection {
  readonly result: InspectResult
  readonly parsed: ParsedConfig | null
  /** null when the config cannot be used, or models were inspected without one. */
  readonly config: MergeConfig | null
  readonly donors: readonly InspectedDonor[]
  /** null when a donor could not be read or there is no config. */
  readonly preflight: Preflight | null
  /** 0, 2 (the config makes no sense), 3 (the donors make the merge impossible), or why a model could not be opened. */
  readonly exitCode: number
}

/**
 * Reads the config, then headers, configs and tokenizers of its donors, and says what will happen. Findings
 * come as events and in the result; nothing large is read and no Python is started.
 */
export async function* inspectStage(options: InspectOptions): Stage<Inspection> {
  const { transformers = noTransformers } = options
  const version = options.mergekit ?? null
  const mergekit = closestMergekit(version)
  const parsed = await parseTarget(options.target)
  const config = parsed?.config ?? null
  const findings: Finding[] = [...(parsed?.findings ?? [])]
  const unknown = version === null ? null : unknownMergekit(version)
  if (unknown) findings.push(makeFinding('mergekit-unknown', { message: unknown }))
  if (parsed && config) append(findings, checkMergeConfig(parsed, mergekit))
  yield* findings.map(asEvent)
  if (parsed && hasErrors(findings))
    return ended({
      parsed,
      version,
      config: null,
      requests: [],
      donors: [],
      findings,
      decided: null,
      exitCode: exitCodes.usage,
    })

  const configFile = options.target.kind === 'config' ? options.target.path : null
  const requests = config ? donorRequests(config) : modelRequests(options.target)
  const access = await hubAccess(options)
  const permissions = {
    trustRemoteCode: options.trustRemoteCode ?? false,
    allowPickle: options.allowPickle ?? false,
  }
  const gathered = options.known
    ? ofKnown(requests, options.known)
    : yield* gatherDonors(access, requests, permissions, configFile)
  const { donors } = gathered
  const isWhole = donors.length === requests.length
  const needsSource = parsed !== null && (isWhole || !options.known)
  const outside = needsSource
    ? await readTokenizerSource(access, parsed, configFile, { ...permissions, transformers })
    : null
  const own = [...gathered.findings, ...(outside?.findings ?? [])]
  for (const donor of donors) {
    const { facts, lora, name } = donor
    append(own, [
      ...asMergeMeans(config, donors, donor),
      ...(lora?.findings ?? []),
      ...refusedValues(name, facts, transformers),
      ...vocabularyOfDonor(name, facts),
      ...faultsOfDonor(name, facts),
    ])
  }
  if (config)
    append(own, [...beyondClass(config, donors), ...adapterFindings(donors, options.loraMergeCache)])
  yield* own.map(asEvent)
  append(findings, own)
  const readable = isWhole && donors.every(({ facts }) => facts.config && facts.weights)
  const decided =
    config && readable && !outside?.findings.some(({ severity }) => severity === 'error')
      ? preflight(config, donors, {
          tokenizerSource: outside?.source ?? null,
          positions: parsed?.positions ?? new Map(),
          earlier: findings,
          mergekit,
          machine: {
            ...(await describeMachine(options.output ?? process.cwd(), access.cache)),
            heldBytes: options.heldBytes ?? 0,
          },
          missingRows: options.missingRows ?? mergeDefaults.missingRows,
          compat: options.compat ?? null,
          allowCrimes: options.allowCrimes ?? false,
          unsafeTruncate: options.unsafeTruncate ?? false,
          budgetBytes: options.memory ?? defaultBudgetBytes,
        })
      : null
  if (decided) {
    yield* decided.findings.map(asEvent)
    append(findings, decided.findings)
  }
  // Without a config nothing is blocked: a name that leads nowhere ends as in every other command.
  const [unopened] = config ? [] : gathered.errors
  const exitCode = unopened?.exitCode ?? (hasErrors(findings) ? exitCodes.blocked : exitCodes.done)
  return ended({ parsed, version, config, requests, donors, findings, decided, exitCode })
}

/** One line for people: `7 donors, 2 ghost tokens, blocked`. */
export function summariseInspection({ result }: Inspection): string {
  const errors = result.findings.filter(({ severity }) => severity === 'error').length
  const warnings = result.findings.filter(({ severity }) => severity === 'warning').length
  const ghosts = new Set(result.donors.flatMap((donor) => donor.ghosts.map(({ token }) => token))).size
  return [
    counted(result.donors.length, 'donor'),
    counted(ghosts, 'ghost token'),
    counted(errors, 'error'),
    counted(warnings, 'warning'),
  ].join(', ')
}

/** Donors that were read before, in the roles and under the names that the config gives them. */
const ofKnown = (
  requests: readonly DonorRequest[],
  known: ReadonlyMap<string, InspectedDonor>,
): GatheredDonors => ({
  donors: requests.flatMap(({ ref, name, role }) => {
    const donor = known.get(modelKey(ref))
    return donor ? [{ ...donor, name, role }] : []
  }),
  findings: [],
  errors: [],
})

interface Ending extends Pick<Inspection, 'parsed' | 'config' | 'donors' | 'exitCode'> {
  readonly version: string | null
  readonly requests: readonly DonorRequest[]
  readonly findings: readonly Finding[]
  readonly decided: Preflight | null
}

function ended({ version, requests, findings, decided, ...rest }: Ending): Inspection {
  const donors = new Map(rest.donors.map((donor) => [donor.key, donor]))
  const report = ({ ref, name, role }: DonorRequest) => {
    const donor = donors.get(modelKey(ref))
    return donor ? donorReport(donor, decided?.soleTokens?.get(donor.key)) : unreadDonor(name, role)
  }
  return {
    result: {
      schema: 1,
      donors: requests.map(report),
      findings: [...findings],
      vocabulary: decided?.vocabulary ?? null,
      estimate: decided?.estimate ?? null,
      verdict: verdictOf(findings),
      mergekit: { found: version, predicted: closestMergekit(version).version },
    },
    ...rest,
    preflight: decided,
  }
}

const asEvent = (finding: Finding): RunEvent => ({ event: 'finding', finding })
