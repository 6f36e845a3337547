import type { FetchOutcome, FetchReport } from '../../adapters/hub/fetch-job.ts'
import type { DownloadPlan, PlannedFile } from '../../adapters/hub/plan-download.ts'
import type { RunEvent } from '../../core/events.ts'
import { type RateMeter, rateMeter, remainingSeconds } from '../../core/hub/rate.ts'
import { counted, formatBytes } from '../../core/text/units.ts'

interface LaneState {
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
  const lanes = new Map<PlannedFile, LaneState & { readonly name: string }>()
  const overall = rateMeter(performance.now())
  let finishedFiles = 0
  let finishedBytes = 0

  function tell(): void {
    const now = performance.now()
    for (const [file, lane] of lanes) if (lane.changed) tellFile(file, lane, now)
    const under = [...lanes.values()].reduce((sum, lane) => sum + lane.position, 0)
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

  function tellFile(file: PlannedFile, lane: LaneState & { readonly name: string }, now: number): void {
    lane.changed = false
    push({
      event: 'stage-progress',
      stage: 'download',
      progress: {
        item: lane.doing,
        done: lane.position,
        total: file.size,
        unit: 'bytes',
        lane: lane.name,
        ...(lane.doing === 'downloading' ? pace(lane.meter.rate(now), file.size - lane.position) : {}),
      },
    })
  }

  const timer = setInterval(tell, everyMs)
  return {
    report(plan: DownloadPlan, file: PlannedFile): FetchReport {
      const name = `${plan.ref}/${file.path}`
      const lane = {
        name,
        position: 0,
        doing: 'checking' as LaneState['doing'],
        meter: rateMeter(performance.now()),
        changed: true,
      }
      lanes.set(file, lane)
      return {
        position(bytes, doing) {
          const arrived = bytes - lane.position
          if (doing === 'downloading' && lane.doing === 'downloading' && arrived > 0) {
            lane.meter.add(arrived)
            overall.add(arrived)
          }
          Object.assign(lane, { position: bytes, doing, changed: true })
        },
        note: (message) =>
          push({ event: 'log', level: 'warning', source: 'download', message: `${plan.ref}: ${message}` }),
      }
    },
    done(plan: DownloadPlan, file: PlannedFile, outcome: FetchOutcome): void {
      lanes.delete(file)
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
