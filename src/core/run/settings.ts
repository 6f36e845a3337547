import { mergeDefaults } from '../bridge/merge.ts'
import type { RunResult } from '../contract/run.ts'
import { bytesIn, typedSize, wholeIn } from '../text/sizes.ts'
import { devices, isDevice } from './device.ts'

/** Options of `mergescope run` that stand in no recipe. */
export const settingNames = ['device', 'ray', 'memory', 'threads', 'seed', 'shardSize', 'audit'] as const
export type SettingName = (typeof settingNames)[number]

/** Those that the user gave, as they were typed. */
export type Settings = ReadonlyMap<SettingName, string>

interface SettingSpec {
  readonly label: string
  readonly flag: string
  /** What applies where nothing is given. */
  readonly usual: string
  readonly about: string
  readonly isValid: (text: string) => boolean
}

const isSize = (text: string): boolean => bytesIn(text) !== null

export const settingSpecs: Readonly<Record<SettingName, SettingSpec>> = {
  device: {
    label: 'device',
    flag: '--device',
    usual: mergeDefaults.device,
    about: `where it is computed: ${devices}`,
    isValid: isDevice,
  },
  ray: {
    label: 'Ray',
    flag: '--ray',
    usual: 'no cluster',
    about: 'auto: the Ray cluster of this machine, or one that is started; else the address of one',
    isValid: (text) => /^[^\s-]\S*$/.test(text),
  },
  memory: {
    label: 'memory',
    flag: '--memory',
    usual: typedSize(mergeDefaults.memory),
    about: 'memory for the tensors being merged, on top of Python itself: a size such as 2G or 2GiB',
    isValid: isSize,
  },
  threads: {
    label: 'threads',
    flag: '--num-threads',
    usual: 'all cores',
    about: 'at most this many threads merge; the bytes are the same',
    isValid: (text) => (wholeIn(text) ?? 0) > 0,
  },
  seed: {
    label: 'seed',
    flag: '--random-seed',
    usual: String(mergeDefaults.seed),
    about: 'for the methods that draw at random: a whole number',
    isValid: (text) => wholeIn(text) !== null,
  },
  shardSize: {
    label: 'shard size',
    flag: '--out-shard-size',
    usual: typedSize(mergeDefaults.shardSize),
    about: 'of one output file: a size such as 5B or 4GiB',
    isValid: isSize,
  },
  audit: {
    label: 'audit',
    flag: '--audit',
    usual: mergeDefaults.audit,
    about: 'how much is measured: on (a sample of large tensors), full, or off',
    isValid: (text) => ['on', 'full', 'off'].includes(text),
  },
}

/** The arguments of `mergescope run` that mean the same. */
export function settingArguments(settings: Settings): readonly string[] {
  return settingNames.flatMap((name) => {
    const text = settings.get(name)
    if (text === undefined || (name === 'audit' && text === 'on')) return []
    if (name === 'ray' && text === 'auto') return [settingSpecs.ray.flag]
    return name === 'audit' && text === 'off' ? ['--no-audit'] : [settingSpecs[name].flag, text]
  })
}

const recorded = ['device', 'seed', 'shardSize', 'audit'] as const

/** What a run's record says of its options. */
export const recordedSettings = (given: RunResult['settings'] = {}): NonNullable<RunResult['settings']> =>
  Object.fromEntries(recorded.flatMap((name) => (given[name] === undefined ? [] : [[name, given[name]]])))

/** The options of a recorded run as the form has them, without those that apply anyhow. */
export const settingsOf = (record: NonNullable<RunResult['settings']>): Settings =>
  new Map(
    recorded.flatMap((name) => {
      const text = String(record[name] ?? settingSpecs[name].usual)
      return text === settingSpecs[name].usual ? [] : [[name, text] as const]
    }),
  )

/** What the merge is given. */
export function settingValues(settings: Settings) {
  const number = (name: SettingName, read: (text: string) => number | null) => {
    const text = settings.get(name)
    const value = text === undefined ? null : read(text)
    return value === null ? {} : { [name]: value }
  }
  const [device, ray, audit] = [settings.get('device'), settings.get('ray'), settings.get('audit')]
  return {
    ...(device && { device }),
    ...(ray && { ray }),
    ...(audit && { audit: audit as 'on' | 'full' | 'off' }),
    ...number('memory', bytesIn),
    ...number('threads', wholeIn),
    ...number('seed', wholeIn),
    ...number('shardSize', bytesIn),
  } as {
    readonly device?: string
    readonly ray?: string
    readonly audit?: 'on' | 'full' | 'off'
    readonly memory?: number
    readonly threads?: number
    readonly seed?: number
    readonly shardSize?: number
  }
}
