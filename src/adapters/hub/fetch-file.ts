import { rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import {
  lockName,
  partName,
  type RepositoryFolders,
  repositoryFolders,
  validatorName,
} from '../../core/hub/cache-layout.ts'
import { HubError } from '../../core/hub/hub-error.ts'
import { takeLock } from '../files/lock/lock.ts'
import { makeFolder } from '../files/write/make-folder.ts'
import type { HubClient } from './client.ts'
import { type DiskWriter, diskError } from './disk-writer.ts'
import type { FetchJob, FetchOutcome, FetchReport } from './fetch-job.ts'
import { openPartial } from './partial-file.ts'
import { retries } from './retry.ts'
import { linkFile } from './snapshot.ts'
import { isRight, remember } from './verified.ts'

/** New bytes in one try that let the count of failures start again. */
const worthwhileBytes = 1024 * 1024

/**
 * Puts one verified file into the snapshot: found in the cache, or downloaded beside its final name, checked
 * and renamed under a lock that other processes respect. What it leaves behind when it throws can be
 * continued. Throws HubError, `disk-full`, `file-unwritable`.
 */
export async function fetchFile(
  client: HubClient,
  disk: DiskWriter,
  job: FetchJob,
  report: FetchReport,
): Promise<FetchOutcome> {
  const { access } = client
  const folders = repositoryFolders(access.cache, job.repository)
  try {
    if (await isInSnapshot(disk, folders, job, report)) return 'cached'
    if (access.offline)
      throw new HubError('cache-damaged', `${job.file.path} of ${job.repository} is damaged in the cache`, {
        hint: 'run it again without --offline: the file is then downloaded again',
        context: { repository: job.repository, path: job.file.path },
      })
    await makeFolder(folders.blobs)
    const lock = await takeLock(join(folders.locks, lockName(job.file.blob)), {
      silence: access.limits.staleLock,
      signal: access.signal,
      onWait: () => report.note(`${job.file.path}: another process is downloading it, waiting for it`),
    })
    try {
      const outcome = await fetchBlob(client, disk, folders, job, report, lock.held)
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
  disk: DiskWriter,
  folders: RepositoryFolders,
  job: FetchJob,
  report: FetchReport,
): Promise<boolean> {
  const target = join(folders.snapshots, job.commit, job.file.path)
  const info = await stat(target).catch(() => null)
  return (
    info?.isFile() === true &&
    (await isRight(disk, folders, target, job.file, (bytes) => report.position(bytes, 'checking')))
  )
}

async function fetchBlob(
  client: HubClient,
  disk: DiskWriter,
  folders: RepositoryFolders,
  job: FetchJob,
  report: FetchReport,
  isHeld: () => Promise<boolean>,
): Promise<FetchOutcome> {
  const { blob, path } = job.file
  const target = join(folders.blobs, blob)
  if ((await stat(target).catch(() => null)) !== null) {
    if (await isRight(disk, folders, target, job.file, (bytes) => report.position(bytes, 'checking')))
      return 'cached'
    report.note(`${path}: the cached file is damaged, downloading it again`)
    await rm(target, { force: true })
  }
  const part = join(folders.blobs, partName(blob))
  const resumedAt = await download(client, disk, folders, job, report)
  if (!(await isHeld()))
    throw new HubError('hub-interrupted', `${path}: another process took the download over`, {
      hint: 'this process was suspended for too long; run it again',
    })
  await rename(part, target)
  await rm(join(folders.blobs, validatorName(blob)), { force: true })
  await remember(folders, target, blob)
  return resumedAt > 0 ? 'resumed' : 'downloaded'
}

/** Fills and verifies the partial file; returns how many of its bytes were there before. */
async function download(
  client: HubClient,
  disk: DiskWriter,
  folders: RepositoryFolders,
  job: FetchJob,
  report: FetchReport,
): Promise<number> {
  const { file } = job
  const part = join(folders.blobs, partName(file.blob))
  const tries = retries(client.access, (message) => report.note(`${file.path}: ${message}`))
  const partial = await openPartial(disk, folders, file, report.position)
  let furthest = partial.position
  let wrongTimes = 0
  try {
    for (;;) {
      try {
        await partial.fill(client, job)
        if ((await disk.finish()) === file.blob) return partial.resumedAt
        // What was resumed may have been wrong before; what was fetched whole and is wrong twice stays so.
        if (partial.resumedAt === 0) wrongTimes++
        await rm(part, { force: true })
        await partial.reopen()
        throw wrongChecksum(job, wrongTimes > 1)
      } catch (thrown) {
        if (thrown instanceof HubError && thrown.retry === 'restart') await partial.startOver()
        if (partial.position - furthest >= worthwhileBytes) tries.forgive()
        furthest = Math.max(furthest, partial.position)
        await tries.afterFailure(thrown)
      }
    }
  } catch (final) {
    await disk.flush().catch(() => undefined)
    await disk.closeFile().catch(() => undefined)
    if (final instanceof HubError && final.code === 'hub-checksum-mismatch') await rm(part, { force: true })
    throw final
  }
}

const wrongChecksum = ({ repository, commit, file }: FetchJob, isFinal: boolean): HubError =>
  new HubError('hub-checksum-mismatch', `${file.path} of ${repository} has the wrong checksum`, {
    retry: isFinal ? 'never' : 'again',
    hint: 'nothing was kept; if it happens again, the file is damaged on the Hub or in transit',
    context: { repository, commit, path: file.path, expected: file.blob },
  })
