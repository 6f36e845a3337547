import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  lockName,
  partName,
  type RepositoryFolders,
  repositoryFolders,
  validatorName,
} from '../../core/hub/cache-layout.ts'
import { HubError } from '../../core/hub/hub-error.ts'
import type { HubFile } from '../../core/hub/listing.ts'
import { takeLock } from '../files/lock.ts'
import type { HubClient } from './client.ts'
import { type DiskLane, diskError } from './disk-lane.ts'
import { streamBody, type Validator } from './file-body.ts'
import { patience } from './patience.ts'
import { linkFile } from './snapshot.ts'
import { isRight, remember } from './verified.ts'

export interface FetchJob {
  readonly repository: string
  readonly commit: string
  readonly file: HubFile
}

/** How a file came to be in the snapshot. Whichever it was, its checksum is right. */
export type FetchOutcome = 'cached' | 'downloaded' | 'resumed'

export interface FetchReport {
  /** Bytes of the file that are there and hashed. Falls back where a download starts over. */
  readonly position: (bytes: number, doing: 'checking' | 'downloading') => void
  readonly note: (message: string) => void
}

/** New bytes in one try that let the count of failures start again. */
const worthwhileBytes = 1024 * 1024

/**
 * Puts one verified file into the snapshot: found in the cache, or downloaded beside its final name, checked
 * and renamed under a lock that other processes respect. What it leaves behind when it throws can be
 * continued. Throws HubError, `disk-full`, `file-unwritable`.
 */
export async function fetchFile(
  client: HubClient,
  lane: DiskLane,
  job: FetchJob,
  report: FetchReport,
): Promise<FetchOutcome> {
  const { access } = client
  const folders = repositoryFolders(access.cache, job.repository)
  try {
    if (await isInSnapshot(lane, folders, job, report)) return 'cached'
    if (access.offline)
      throw new HubError('cache-damaged', `${job.file.path} of ${job.repository} is damaged in the cache`, {
        hint: 'run it again without --offline: the file is then downloaded anew',
        context: { repository: job.repository, path: job.file.path },
      })
    await mkdir(folders.blobs, { recursive: true })
    const lock = await takeLock(join(folders.locks, lockName(job.file.blob)), {
      stale: access.limits.staleLock,
      signal: access.signal,
      onWait: () => report.note(`${job.file.path}: another process is downloading it, waiting for it`),
    })
    try {
      const outcome = await fetchBlob(client, lane, folders, job, report, lock.held)
      await linkFile(folders, job.commit, job.file.path, job.file.blob)
      return outcome
    } finally {
      await lock.release()
    }
  } catch (thrown) {
    access.signal?.throwIfAborted()
    const { code, message, path } = thrown as NodeJS.ErrnoException
    if (typeof path === 'string' && typeof code === 'string' && code.startsWith('E'))
      throw diskError(code, message, path)
    throw thrown
  }
}

async function isInSnapshot(
  lane: DiskLane,
  folders: RepositoryFolders,
  job: FetchJob,
  report: FetchReport,
): Promise<boolean> {
  const place = join(folders.snapshots, job.commit, job.file.path)
  const info = await stat(place).catch(() => null)
  return (
    info?.isFile() === true &&
    (await isRight(lane, folders, place, job.file, (bytes) => report.position(bytes, 'checking')))
  )
}

async function fetchBlob(
  client: HubClient,
  lane: DiskLane,
  folders: RepositoryFolders,
  job: FetchJob,
  report: FetchReport,
  isHeld: () => Promise<boolean>,
): Promise<FetchOutcome> {
  const { blob, path } = job.file
  const place = join(folders.blobs, blob)
  if ((await stat(place).catch(() => null)) !== null) {
    if (await isRight(lane, folders, place, job.file, (bytes) => report.position(bytes, 'checking')))
      return 'cached'
    report.note(`${path}: the cached file is damaged, downloading it again`)
    await rm(place, { force: true })
  }
  const part = join(folders.blobs, partName(blob))
  const resumedAt = await download(client, lane, folders, job, report)
  if (!(await isHeld()))
    throw new HubError('hub-interrupted', `${path}: another process took the download over`, {
      hint: 'this process was suspended for too long; run it again',
    })
  await rename(part, place)
  await rm(join(folders.blobs, validatorName(blob)), { force: true })
  await remember(folders, place, blob)
  return resumedAt > 0 ? 'resumed' : 'downloaded'
}

/** Fills and verifies the partial file; returns how many of its bytes were there before. */
async function download(
  client: HubClient,
  lane: DiskLane,
  folders: RepositoryFolders,
  { repository, commit, file }: FetchJob,
  report: FetchReport,
): Promise<number> {
  const part = join(folders.blobs, partName(file.blob))
  const validatorFile = join(folders.blobs, validatorName(file.blob))
  const open = () => lane.open(part, file.digest, file.size, (bytes) => report.position(bytes, 'checking'))
  const calm = patience(client.access, (message) => report.note(`${file.path}: ${message}`))
  let position = await open()
  let resumedAt = position
  let furthest = position
  let wrong = 0
  let validator = await readValidator(validatorFile)

  const startOver = async () => {
    await lane.restart()
    position = resumedAt = 0
    validator = null
    report.position(0, 'downloading')
  }

  for (;;) {
    report.position(position, 'downloading')
    try {
      if (position < file.size)
        await streamBody(
          client,
          { repository, commit, file, offset: position, end: file.size, validator },
          async (start) => {
            if (start.position !== position) await startOver()
            if (start.validator && start.validator.etag !== validator?.etag)
              await writeFile(validatorFile, JSON.stringify(start.validator))
            validator = start.validator
          },
          async (bytes) => {
            await lane.write(bytes)
            position += bytes.length
            report.position(position, 'downloading')
          },
        )
      if ((await lane.finish()) === file.blob) return resumedAt
      await rm(part, { force: true })
      const wasFresh = resumedAt === 0
      if (wasFresh) wrong++
      position = resumedAt = await open()
      validator = null
      throw new HubError('hub-checksum-mismatch', `${file.path} of ${repository} has the wrong checksum`, {
        retry: wrong > 1 ? 'never' : 'again',
        hint: 'nothing was kept; if it stays so, the file is damaged on the Hub or on the way',
        context: { repository, commit, path: file.path, expected: file.blob },
      })
    } catch (thrown) {
      const failure = thrown instanceof HubError ? thrown : null
      if (failure === null || failure.retry === 'never') {
        await lane.flush().catch(() => undefined)
        await lane.closeFile().catch(() => undefined)
        if (failure?.code === 'hub-checksum-mismatch') await rm(part, { force: true })
        throw thrown
      }
      if (failure.retry === 'restart') await startOver()
      if (position - furthest >= worthwhileBytes) calm.forgive()
      furthest = Math.max(furthest, position)
      try {
        await calm.afterFailure(failure)
      } catch (final) {
        await lane.flush()
        await lane.closeFile()
        throw final
      }
    }
  }
}

async function readValidator(place: string): Promise<Validator | null> {
  try {
    const { origin, etag } = JSON.parse(await readFile(place, 'utf8')) as Partial<Validator>
    return typeof origin === 'string' && typeof etag === 'string' ? { origin, etag } : null
  } catch {
    return null
  }
}
