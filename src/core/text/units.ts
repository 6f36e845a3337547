const steps = ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB'] as const

/** What stands for a number that there is none of: a file can name any. */
const nothing = '–'

/** A size in decimal units with about three digits: `820 MB`, `1.24 GB`. */
export function formatBytes(bytes: number): string {
  if (!Number.isFinite(bytes)) return nothing
  if (bytes < 0) return `-${formatBytes(-bytes)}`
  let value = bytes
  let step = 0
  while (value >= 999.5 && step < steps.length - 1) {
    value /= 1000
    step++
  }
  const digits = step === 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2
  return `${value.toFixed(digits)} ${steps[step]}`
}

/** A duration: `0.4 s`, `12 s`, `3 min 05 s`, `2 h 07 min`. */
export function formatSeconds(seconds: number): string {
  if (!Number.isFinite(seconds)) return nothing
  if (seconds < 9.95) return `${Math.max(0, seconds).toFixed(1)} s`
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole} s`
  const two = (value: number) => String(value).padStart(2, '0')
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`
  return `${Math.floor(whole / 3600)} h ${two(Math.floor((whole % 3600) / 60))} min`
}

/** A whole number with thousands separators, the same in every locale: `131,072`. */
export function formatCount(count: number | bigint): string {
  if (typeof count === 'number' && !Number.isFinite(count)) return nothing
  return String(typeof count === 'number' ? Math.round(count) : count).replace(/\B(?=(\d{3})+$)/g, ',')
}

/** The first three of a list: `a, b, c, …`. */
export function examples(names: readonly (string | number)[]): string {
  return names.slice(0, 3).join(', ') + (names.length > 3 ? ', …' : '')
}

/** `1 donor`, `2 donors`, `131,072 tokens`. */
export function counted(count: number | bigint, noun: string, plural = `${noun}s`): string {
  return `${formatCount(count)} ${Number(count) === 1 ? noun : plural}`
}

/** `exactly 1 model`, `at least 2 models`, `2 to 4 models`. @param most null: any number */
export function countedRange(least: number, most: number | null, noun: string, plural = `${noun}s`): string {
  if (most === null) return `at least ${counted(least, noun, plural)}`
  return least === most
    ? `exactly ${counted(least, noun, plural)}`
    : `${formatCount(least)} to ${counted(most, noun, plural)}`
}

/** A share from 0 to 1 as `7 %`; `< 1 %` where rounding would say nothing is there. */
export function formatShare(share: number): string {
  const percentage = share * 100
  if (!Number.isFinite(percentage)) return nothing
  if (percentage > 0 && percentage < 0.5) return '< 1 %'
  return `${Math.round(percentage)} %`
}

const thousands = [
  ['T', 1e12],
  ['B', 1e9],
  ['M', 1e6],
  ['k', 1e3],
] as const

/** A large number in three digits: `12.2B`, `22.6k`. */
export function shortCount(count: number): string {
  const unit = thousands.find(([, size]) => count >= size)
  return unit ? `${Number((count / unit[1]).toPrecision(3))}${unit[0]}` : String(count)
}
