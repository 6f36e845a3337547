import { type DonorInput, readDonors } from '../../adapters/donor/read-donor.ts'
import { liesThereWhole } from '../../adapters/files/model/model-folder.ts'
import type { HubAccess } from '../../adapters/hub/access.ts'
import { type HubClient, openHubClient } from '../../adapters/hub/client.ts'
import { openModel } from '../../adapters/hub/open-model.ts'
import type { Finding } from '../../core/contract/common.ts'
import { type MergescopeError, toMergescopeError } from '../../core/errors.ts'
import type { RunEvent, Stage } from '../../core/events.ts'
import { makeFinding } from '../../core/findings/make.ts'
import { isWanted } from '../../core/hub/select-files.ts'
import type { DonorFacts, DonorOptions } from '../../core/model/facts.ts'
import type { ModelFiles } from '../../core/model-files.ts'
import { formatModelPath, formatModelRef, type ModelRef, modelKey } from '../../core/model-ref.ts'
import { isObjectUri, noAdapter } from '../../core/object-uri.ts'
import type { InspectedDonor } from '../../core/preflight/donor.ts'
import { EventQueue } from '../common/event-queue.ts'

export interface DonorRequest {
  readonly ref: ModelRef
  /** What people call it, and its findings. */
  readonly name: string
  readonly role: 'base' | 'donor'
}

export interface GatheredDonors {
  readonly donors: readonly InspectedDonor[]
  /** Why some could not be opened. */
  readonly findings: readonly Finding[]
  readonly errors: readonly MergescopeError[]
}

interface Opened {
  readonly request: DonorRequest
  readonly files: ModelFiles
  readonly lora: ModelFiles | null
}

/**
 * Opens and reads all donors at the same time, wherever they lie. One that cannot be had becomes a finding.
 * @param config the file that names them, if one does
 */
export async function* gatherDonors(
  access: HubAccess,
  requests: readonly DonorRequest[],
  options: Pick<DonorOptions, 'trustRemoteCode' | 'allowPickle'>,
  config: string | null,
): Stage<GatheredDonors> {
  const queue = new EventQueue<RunEvent>()
  const client = openHubClient(access)
  const work = gather(client, requests, options, queue, config).finally(async () => {
    queue.end()
    await client.close()
  })
  yield* queue
  return work
}

async function gather(
  client: HubClient,
  requests: readonly DonorRequest[],
  options: Pick<DonorOptions, 'trustRemoteCode' | 'allowPickle'>,
  queue: EventQueue<RunEvent>,
  config: string | null,
): Promise<GatheredDonors> {
  const findings: Finding[] = []
  const errors: MergescopeError[] = []
  const open = async (request: DonorRequest): Promise<Opened | null> => {
    try {
      checkAdapter(request.ref)
      const [files, lora] = await Promise.all([
        openModel(client, request.ref.model, config),
        request.ref.lora ? openModel(client, request.ref.lora, config) : null,
      ])
      return { request, files, lora }
    } catch (thrown) {
      client.access.signal?.throwIfAborted()
      const error = (await wholeFolder(request.ref, config)) ?? toMergescopeError(thrown)
      errors.push(error)
      findings.push(unopened(request.name, error))
      return null
    }
  }
  const opened = (await Promise.all(requests.map(open))).filter((model) => model !== null)
  const inputs: DonorInput[] = opened.flatMap(({ files, lora }) => [
    { files, options },
    ...(lora ? [{ files: lora, options: { ...options, adapterOnly: true } }] : []),
  ])
  let done = 0
  const facts = await readDonors(inputs, ({ ref }) => {
    done += 1
    const progress = { item: ref, done, total: inputs.length, unit: 'donors' } as const
    queue.push({ event: 'stage-progress', stage: 'inspect', progress })
  })
  const rest = facts.values()
  const next = () => rest.next().value!
  return {
    findings,
    errors,
    donors: opened.map(({ request, files, lora }) =>
      inspected(request, client, { files, facts: next() }, lora && { files: lora, facts: next() }),
    ),
  }
}

function checkAdapter({ model, lora }: ModelRef): void {
  if (lora !== null && [model, lora].some(({ path }) => isObjectUri(path))) throw noAdapter()
}

interface Read {
  readonly files: ModelFiles
  readonly facts: DonorFacts
}

function inspected(
  { ref, name, role }: DonorRequest,
  client: HubClient,
  main: Read,
  lora: Read | null,
): InspectedDonor {
  const parts = lora ? [main, lora] : [main]
  const remote = parts.filter(({ files }) => !files.localPath)
  return {
    ref,
    key: modelKey(ref),
    name,
    role,
    facts: main.facts,
    lora: lora?.facts ?? null,
    local: parts.every(({ files }) => files.localPath && !files.isHollow),
    downloadBytes: remote.reduce((sum, { facts }) => sum + wantedBytes(client, facts), 0),
  }
}

/** What a download would fetch: the files that a merge needs, and of the weights only the shards in use. */
function wantedBytes({ access }: HubClient, { files, weights }: DonorFacts): number {
  const shards = new Set(weights?.shards.map(({ path }) => path))
  return files
    .filter(({ path }) => isWanted(path, access.selection, shards))
    .filter(({ path }) => !path.endsWith('.safetensors') || shards.size === 0 || shards.has(path))
    .reduce((sum, { size }) => sum + size, 0)
}

/** What is wrong where the text of a reference, or of one of its sides, is the name of a folder. */
async function wholeFolder(ref: ModelRef, config: string | null): Promise<MergescopeError | null> {
  const paths = ref.lora ? [ref.model, ref.lora] : [ref.model]
  const texts = [formatModelRef(ref), ...paths.map(formatModelPath)]
  for (const text of new Set(texts)) {
    const error = paths.some(({ path }) => path === text) ? null : await liesThereWhole(text, config)
    if (error) return error
  }
  return null
}

function unopened(donor: string, { code, message, hint }: MergescopeError): Finding {
  return makeFinding(code === 'model-not-found' ? 'donor-not-found' : 'donor-unreadable', {
    donor,
    message,
    ...(hint && { hint }),
  })
}
