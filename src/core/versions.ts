/** A version by PEP 440, in parts that compare one after the other. */
interface Parts {
  readonly epoch: number
  readonly release: readonly number[]
  /** `dev` before any `a`, `b` or `rc`, those before the release itself, and `post` behind it. */
  readonly phase: readonly number[]
  readonly local: readonly (number | string)[]
}

const pattern =
  /^v?(?:(\d+)!)?(\d+(?:\.\d+)*)(?:[-_.]?(alpha|beta|preview|pre|rc|a|b|c)[-_.]?(\d*))?(?:-(\d+)|[-_.]?(post|rev|r)[-_.]?(\d*))?([-_.]?dev[-_.]?(\d*))?(?:\+([a-z0-9]+(?:[-_.][a-z0-9]+)*))?$/

/** Of pre-releases by their names; the release has none. */
const phases: Readonly<Record<string, number>> = { alpha: 0, a: 0, beta: 1, b: 1 }
const candidate = 2
const release = 3

function partsOf(version: string): Parts | null {
  const match = pattern.exec(version.trim().toLowerCase())
  if (!match) return null
  const [, epoch, numbers, pre, preNumber, dashed, post, postNumber, dev, devNumber, local] = match
  const isPost = dashed !== undefined || post !== undefined
  const phase = pre ? (phases[pre] ?? candidate) : dev !== undefined && !isPost ? -1 : release
  return {
    epoch: Number(epoch ?? 0),
    release: numbers!.split('.').map(Number),
    phase: [
      phase,
      Number(preNumber || 0),
      isPost ? Number(dashed ?? (postNumber || 0)) : -1,
      dev === undefined ? Number.POSITIVE_INFINITY : Number(devNumber || 0),
    ],
    local: local ? local.split(/[-_.]/).map((part) => (/^\d+$/.test(part) ? Number(part) : part)) : [],
  }
}

/**
 * Negative, 0 or positive, as PEP 440 orders versions: 2.9 < 2.10.dev1 < 2.10rc1 < 2.10 < 2.10+local.
 * What is no version comes before all that are.
 */
export function compareVersions(first: string, second: string): number {
  const [a, b] = [partsOf(first), partsOf(second)]
  if (!a || !b) return Number(a !== null) - Number(b !== null)
  return (
    a.epoch - b.epoch ||
    compareNumbers(a.release, b.release) ||
    compareNumbers(a.phase, b.phase) ||
    compareLocals(a.local, b.local)
  )
}

/** Whether the release numbers reach those wanted; suffixes such as `+cpu`, `rc1` and `.dev0` do not count. */
export function atLeast(version: string, wanted: string): boolean {
  const numbers = (text: string) => partsOf(text)?.release ?? [0]
  return compareNumbers(numbers(version), numbers(wanted)) >= 0
}

/** The version without what is behind a plus: `2.10+cu130` is the public 2.10. */
export const publicVersion = (version: string): string => version.trim().toLowerCase().split('+')[0]!

function compareNumbers(a: readonly number[], b: readonly number[]): number {
  for (let n = 0; n < Math.max(a.length, b.length); n++) {
    const [first, second] = [a[n] ?? 0, b[n] ?? 0]
    if (first !== second) return first < second ? -1 : 1
  }
  return 0
}

/** Words before numbers, and what ends first before what goes on. */
function compareLocals(a: readonly (number | string)[], b: readonly (number | string)[]): number {
  for (let n = 0; n < Math.max(a.length, b.length); n++) {
    const [first, second] = [a[n], b[n]]
    if (first === second) continue
    if (first === undefined || second === undefined) return first === undefined ? -1 : 1
    if (typeof first !== typeof second) return typeof first === 'string' ? -1 : 1
    return first < second ? -1 : 1
  }
  return 0
}
