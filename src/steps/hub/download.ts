import { freeBytes } from '../../adapters/files/path/space.ts'
import { makeFolder } from '../../adapters/files/write/make-folder.ts'
import { type HubAccessOptions, hubAccess } from '../../adapters/hub/access.ts'
import { type HubClient, openHubClient } from '../../adapters/hub/client.ts'
import { diskError, openDiskWriter } from '../../adapters/hub/disk-writer.ts'
import { fetchFile } from '../../adapters/hub/fetch-file.ts'
import { type DownloadPlan, type PlannedFile, planDownload } from '../../adapters/hub/plan-download.ts'
import { writeRef } from '../../adapters/hub/snapshot.ts'
import { noteUse } from '../../adapters/hub/uses.ts'
import type { DownloadedFile, DownloadResult } from '../../core/contract/download.ts'
import { MergescopeError } from '../../core/errors.ts'
import type { RunEvent, Stage } from '../../core/events.ts'
import { repositoryFolders } from '../../core/hub/cache-layout.ts'
import type { ModelPath } from '../../core/model-ref.ts'
import { formatBytes } from '../../core/text/units.ts'
import { EventQueue } from '../common/event-queue.ts'
import { downloadProgress } from './download-progress.ts'

export interface DownloadOptions {
  /** Each once; the result has them in the same order. */
  readonly models: readonly ModelPath[]
  readonly hub: HubAccessOptions
  /** Only find out what would be downloaded. */
  readonly dryRun?: boolean
  /** Folders of the run that reads the models; while one is there, `mergescope cache` says so. */
  readonly usedBy?: readonly string[]
}

/**
 * Brings models into the Hub cache, each whole and verified or not at all: all plans first, then the disk
 * space, then several files at once. The first error stops the rest; what is there by then can be continued.
 *
 * Throws the errors of the Hub, `disk-full`, `file-unwritable`, `model-not-found`, `config-invalid`.
 */
export async function* downloadStage(options: DownloadOptions): Stage<DownloadResult> {
  const began = performance.now()
  const stop = new AbortController()
  const { signal } = options.hub
  const access = await hubAccess({
    ...options.hub,
    signal: signal ? AbortSignal.any([signal, stop.signal]) : stop.signal,
  })
  const client = openHubClient(access)
  try {
    const plans = await Promise.all(options.models.map((model) => planDownload(client, model)))
    yield* plans.filter(({ unasked }) => unasked).map(unaskedEvent)
    const outcomes: Outcomes = new Map()
    if (!options.dryRun) {
      await checkSpace(access.cache, plans)
      const events = new EventQueue<RunEvent>()
      const fetching = fetchAll({ client, plans, stop, outcomes }, (event) => events.push(event))
      fetching.then(
        () => events.end(),
        () => events.end(),
      )
      yield* events
      await fetching
      await noteUses(access.cache, plans, options.usedBy ?? [])
    }
    return resultOf(plans, outcomes, options.dryRun === true, (performance.now() - began) / 1000)
  } finally {
    stop.abort(new MergescopeError('cancelled', 'cancelled'))
    await client.close()
  }
}

const unaskedEvent = ({ ref, commit }: DownloadPlan): RunEvent => ({
  event: 'log',
  level: 'warning',
  source: 'download',
  message: `${ref}: the Hub cannot be reached, the cached commit ${commit?.slice(0, 12)} is taken`,
})

async function noteUses(
  cache: string,
  plans: readonly DownloadPlan[],
  outputs: readonly string[],
): Promise<void> {
  for (const { repository, commit } of plans)
    if (repository !== null && commit !== null && outputs.length > 0)
      await noteUse(cache, { repository, commit }, outputs)
}

export type Outcomes = Map<PlannedFile, DownloadedFile['outcome']>

async function checkSpace(cache: string, plans: readonly DownloadPlan[]): Promise<void> {
  const missing = plans.flatMap(({ files }) => files.map(({ size, have }) => size - have))
  const needed = missing.reduce((sum, bytes) => sum + bytes, 0)
  if (needed === 0) return
  await makeFolder(cache).catch((thrown: NodeJS.ErrnoException) => {
    throw diskError(thrown.code ?? '', thrown.message, cache)
  })
  const free = await freeBytes(cache)
  if (free !== null && free < needed)
    throw new MergescopeError(
      'disk-full',
      `${formatBytes(needed)} are still to be downloaded, and the disk of ${cache} has ${formatBytes(free)} free`,
      {
        hint: 'free some space (mergescope cache), or choose another cache with --cache',
        context: { neededBytes: needed, freeBytes: free, cache },
      },
    )
}

export interface Fetching {
  readonly client: HubClient
  readonly plans: readonly DownloadPlan[]
  /** Filled with what became of each file. */
  readonly outcomes: Outcomes
  /** Aborted by the first error; the client's signal hears it. */
  readonly stop: AbortController
}

/** Brings all files of the plans into the cache, several at once. Throws the first error. */
export async function fetchAll(
  { client, plans, outcomes, stop }: Fetching,
  push: (event: RunEvent) => void,
): Promise<void> {
  const { access } = client
  const progress = downloadProgress(plans, push)
  const waiting = plans.flatMap((plan) => plan.files.map((file) => ({ plan, file })))
  const left = new Map(plans.map((plan) => [plan, plan.files.length]))

  async function finish(plan: DownloadPlan): Promise<void> {
    if (plan.repository === null || plan.revision === null || plan.commit === null || access.offline) return
    const folders = repositoryFolders(access.cache, plan.repository)
    // A cache that is whole but read-only is as good without the note.
    await writeRef(folders, plan.revision, plan.commit).catch(() => undefined)
    push({ event: 'action', action: 'model complete', detail: `${plan.ref} in ${plan.folder}` })
  }

  async function work(): Promise<void> {
    const disk = openDiskWriter(access.signal)
    try {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const { plan, file } = next
        const report = progress.report(plan, file)
        const job = { repository: plan.repository!, commit: plan.commit!, file }
        const outcome = await fetchFile(client, disk, job, report)
        outcomes.set(file, outcome)
        progress.done(plan, file, outcome)
        left.set(plan, left.get(plan)! - 1)
        if (left.get(plan) === 0) await finish(plan)
      }
    } catch (thrown) {
      stop.abort(thrown)
      throw thrown
    } finally {
      await disk.end()
    }
  }

  try {
    const workers = Array.from({ length: Math.min(access.parallel, waiting.length) }, work)
    const results = await Promise.allSettled(workers)
    if (results.some(({ status }) => status === 'rejected')) throw stop.signal.reason
  } finally {
    progress.stop()
  }
}

function resultOf(
  plans: readonly DownloadPlan[],
  outcomes: Outcomes,
  dryRun: boolean,
  seconds: number,
): DownloadResult {
  const models = plans.map(({ ref, repository, commit, folder, files }) => ({
    ref,
    repository,
    commit,
    folder,
    bytes: files.reduce((sum, file) => sum + file.size, 0),
    files: files.map((file) => ({
      path: file.path,
      size: file.size,
      digest: file.digest,
      checksum: file.blob,
      outcome: outcomes.get(file) ?? 'planned',
      had: file.have,
    })),
  }))
  const all = models.flatMap(({ files }) => files)
  const transferred = all.filter(({ outcome }) => outcome === 'downloaded' || outcome === 'resumed')
  return {
    schema: 1,
    models,
    bytes: models.reduce((sum, { bytes }) => sum + bytes, 0),
    transferredBytes: transferred.reduce(
      (sum, { size, had, outcome }) => sum + (outcome === 'resumed' ? size - had : size),
      0,
    ),
    seconds,
    dryRun,
  }
}
