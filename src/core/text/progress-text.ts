import type { Progress } from '../events.ts'
import { formatBytes, formatCount, formatSeconds } from './units.ts'

/** How much of the work is done, from 0 to 1; null when nobody knows how much there is. */
export function fraction({ done, total }: Progress): number | null {
  if (total === null) return null
  const share = done >= total ? 1 : done / total
  return Number.isNaN(share) ? null : Math.min(1, Math.max(0, share))
}

/** `151 of 363 tensors`, `210 MB of 1.24 GB`; nothing for work that is not counted. */
export function amount({ done, total, unit }: Progress): string {
  if (total === null && done === 0) return ''
  if (unit === 'bytes')
    return total === null ? formatBytes(done) : `${formatBytes(done)} of ${formatBytes(total)}`
  return total === null
    ? `${formatCount(done)} ${unit}`
    : `${formatCount(done)} of ${formatCount(total)} ${unit}`
}

/** Rate, remaining time and memory, as far as they are known. */
export function pace({ bytesPerSecond, remainingSeconds, memoryBytes }: Progress): readonly string[] {
  const parts: string[] = []
  if (bytesPerSecond !== undefined) parts.push(`${formatBytes(bytesPerSecond)}/s`)
  if (remainingSeconds !== undefined) parts.push(`${formatSeconds(remainingSeconds)} left`)
  if (memoryBytes !== undefined) parts.push(`memory ${formatBytes(memoryBytes)}`)
  return parts
}
