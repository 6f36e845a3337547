import type { FetchOutcome, FetchReport } from '../../adapters/hub/fetch-job.ts'
import type { DownloadPlan, PlannedFile } from '../../adapters/hub/plan-download.ts'
import type { RunEvent } from '../../core/events.ts'
import { type RateMeter, rateMeter, remainingSeconds } from '../../core/hub/rate.ts'
import { counted, formatBytes } from '../../core/text/units.ts'

interface Transfer {
  position: number
  doing: 'checking' | 'downloading'
  readonly meter: RateMeter
  changed: boolean
}

const everyMs = 250

/** Turns the bytes of all files into events at a pace that a terminal can draw and a log can bear. */
export function downloadProgress(plans: readonly DownloadPlan[], push: (event: RunEvent) => void) {
  const files = plans.flatMap((plan) => plan.files)
  const total = files.reduce((sum, file) => sum + file.size, 0)
  const transfers = new Map<PlannedFile, Transfer & { readonly name: string }>()
  const overall = rateMeter(performance.now())
  let finishedFiles = 0
  let finishedBytes = 0

  function tell(): void {
    const now = performance.now()
    for (const [file, transfer] of transfers) if (transfer.changed) tellFile(file, transfer, now)
    const under = [...transfers.values()].reduce((sum, transfer) => sum + transfer.position, 0)
    const done = finishedBytes + under
    push({
      event: 'stage-progress',
      stage: 'download',
      progress: {
        item: `${finishedFiles} of ${counted(files.length, 'file')}`,
        done,
        total,
        unit: 'bytes',
        ...pace(overall.rate(now), total - done),
      },
    })
  }

  function tellFile(file: PlannedFile, transfer: Transfer & { readonly name: string }, now: number): void {
    transfer.changed = false
    push({
      event: 'stage-progress',
      stage: 'download',
      progress: {
        item: transfer.doing,
        done: transfer.position,
        total: file.size,
        unit: 'bytes',
        lane: transfer.name,
        ...(transfer.doing === 'downloading'
          ? pace(transfer.meter.rate(now), file.size - transfer.position)
          : {}),
      },
    })
  }

  const timer = setInterval(tell, everyMs)
  return {
    report(plan: DownloadPlan, file: PlannedFile): FetchReport {
      const name = `${plan.ref}/${file.path}`
      const transfer = {
        name,
        position: 0,
        doing: 'checking' as Transfer['doing'],
        meter: rateMeter(performance.now()),
        changed: true,
      }
      transfers.set(file, transfer)
      return {
        position(bytes, doing) {
          const arrived = bytes - transfer.position
          if (doing === 'downloading' && transfer.doing === 'downloading' && arrived > 0) {
            transfer.meter.add(arrived)
            overall.add(arrived)
          }
          Object.assign(transfer, { position: bytes, doing, changed: true })
        },
        note: (message) =>
          push({ event: 'log', level: 'warning', source: 'download', message: `${plan.ref}: ${message}` }),
      }
    },
    done(plan: DownloadPlan, file: PlannedFile, outcome: FetchOutcome): void {
      transfers.delete(file)
      finishedFiles++
      finishedBytes += file.size
      const how = { cached: 'in the cache', downloaded: 'downloaded', resumed: 'resumed' }[outcome]
      push({
        event: 'stage-progress',
        stage: 'download',
        progress: {
          item: `${how}, verified`,
          done: file.size,
          total: file.size,
          unit: 'bytes',
          lane: `${plan.ref}/${file.path}`,
        },
      })
      push({
        event: 'action',
        action: `${how} and verified`,
        detail: `${plan.ref}/${file.path} (${formatBytes(file.size)}, ${file.digest} ${file.blob.slice(0, 12)}…)`,
      })
    },
    stop(): void {
      clearInterval(timer)
      tell()
    },
  }
}

function pace(rate: number | null, left: number) {
  const seconds = remainingSeconds(left, rate)
  return {
    ...(rate === null ? {} : { bytesPerSecond: Math.round(rate) }),
    ...(seconds === undefined ? {} : { remainingSeconds: seconds }),
  }
}
