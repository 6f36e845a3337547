import { type CollectionTag, isMap, isSeq, type ScalarTag, type Tags } from 'yaml'
import { isBase64, isDate, pyYamlFloat, pyYamlInteger } from './pyyaml-numbers.ts'

type Read = (text: string) => unknown

/** Reads a text that has a tag, written or by its looks; undefined where PyYAML fails. */
const read = (name: string, resolve: Read): ScalarTag => ({
  tag: `tag:yaml.org,2002:${name}`,
  resolve: (text, refuse) => {
    const value = resolve(text)
    if (value === undefined) refuse(`${text} is no ${words.get(name) ?? name}`)
    return value
  },
})

const words: ReadonlyMap<string, string> = new Map([
  ['bool', 'true or false'],
  ['int', 'whole number'],
  ['float', 'number'],
  ['timestamp', 'date'],
  ['binary', 'base64'],
])

const truths: ReadonlyMap<string, boolean> = new Map(
  [['yes', 'true', 'on'] as const, ['no', 'false', 'off'] as const].flatMap((names, at) =>
    names.map((name) => [name, at === 0] as const),
  ),
)
const readers = {
  null: read('null', () => null),
  bool: read('bool', (text) => truths.get(text.toLowerCase())),
  int: read('int', (text) => pyYamlInteger(text) ?? undefined),
  float: read('float', (text) => pyYamlFloat(text) ?? undefined),
  /** A date stands for itself: no part of a config is one. */
  timestamp: read('timestamp', (text) => (isDate(text) ? { date: text } : undefined)),
  binary: read('binary', (text) => (isBase64(text) ? { binary: text } : undefined)),
}

/** Text without quotes that is more than text by its looks. */
const plain = (name: Exclude<keyof typeof readers, 'binary'>, test: RegExp): ScalarTag => ({
  ...readers[name],
  default: true,
  test,
})

/** Collections of Python that no config has a use for; where mergekit looks at none, they may stand. */
const foreign = (name: string, collection: 'map' | 'seq'): CollectionTag => ({
  tag: `tag:yaml.org,2002:${name}`,
  collection,
  resolve: (value, refuse) => {
    if (isSeq(value) && !value.items.every((each) => isMap(each) && each.items.length === 1))
      refuse(`${name} takes a list of pairs`)
    return value
  },
})

/**
 * What PyYAML takes plain text for, after its resolver. It is neither YAML 1.1 to the letter (`y` is text) nor
 * 1.2 (`on` is true, `010` is eight, `1e3` is text).
 */
export const pyYamlScalars: Tags = [
  'map',
  'seq',
  { tag: 'tag:yaml.org,2002:str', default: true, resolve: (text: string) => text },
  plain('null', /^(?:~|null|Null|NULL)?$/),
  plain('bool', /^(?:yes|Yes|YES|true|True|TRUE|on|On|ON)$/),
  plain('bool', /^(?:no|No|NO|false|False|FALSE|off|Off|OFF)$/),
  plain('int', /^[-+]?(?:0b[01_]+|0[0-7_]*|[1-9][\d_]*|0x[\da-fA-F_]+)$/),
  plain('int', /^[-+]?[1-9][\d_]*(?::[0-5]?\d)+$/),
  plain('float', /^[-+]?\d[\d_]*\.[\d_]*(?:[eE][-+]\d+)?$/),
  plain('float', /^\.\d[\d_]*(?:[eE][-+]\d+)?$/),
  plain('float', /^[-+]?\d[\d_]*(?::[0-5]?\d)+\.[\d_]*$/),
  plain('float', /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/),
  plain('timestamp', /^\d{4}-\d\d-\d\d$/),
  plain(
    'timestamp',
    /^\d{4}-\d\d?-\d\d?(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::\d\d)?))?$/,
  ),
  ...Object.values(readers),
  foreign('set', 'map'),
  foreign('omap', 'seq'),
  foreign('pairs', 'seq'),
]
