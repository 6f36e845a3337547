import type { ScalarTag, Tags } from 'yaml'

const scalar = (name: string, test: RegExp, resolve: ScalarTag['resolve']): ScalarTag => ({
  tag: `tag:yaml.org,2002:${name}`,
  default: true,
  test,
  resolve,
})

const digits = (text: string): string => text.replaceAll('_', '')

/** `1:30` is 90, and `1:30.5` is 90.5. */
const sixties = (text: string): number =>
  digits(text)
    .replace(/^[-+]/, '')
    .split(':')
    .reduce((total, part) => total * 60 + Number(part), 0) * (text.startsWith('-') ? -1 : 1)

function integer(text: string): number {
  if (text.includes(':')) return sixties(text)
  const plain = digits(text).replace(/^[-+]/, '')
  const octal = /^0[0-7]+$/.test(plain)
  return Number(octal ? `0o${plain.slice(1)}` : plain) * (text.startsWith('-') ? -1 : 1)
}

function decimal(text: string): number {
  if (text.includes(':')) return sixties(text)
  if (/nan/i.test(text)) return Number.NaN
  return Number(digits(text).replace(/\.inf/i, 'Infinity'))
}

/** A date stands for itself: no part of a config is one. */
const date = (text: string) => ({ date: text })

/**
 * What PyYAML takes plain text for, after its resolver. It is neither YAML 1.1 to the letter (`y` is text) nor
 * 1.2 (`on` is true, `010` is eight, `1e3` is text).
 */
export const pyYamlScalars: Tags = [
  'map',
  'seq',
  { tag: 'tag:yaml.org,2002:str', default: true, resolve: (text: string) => text },
  scalar('null', /^(?:~|null|Null|NULL)?$/, () => null),
  scalar('bool', /^(?:yes|Yes|YES|true|True|TRUE|on|On|ON)$/, () => true),
  scalar('bool', /^(?:no|No|NO|false|False|FALSE|off|Off|OFF)$/, () => false),
  scalar('int', /^[-+]?(?:0b[01_]+|0[0-7_]*|[1-9][\d_]*|0x[\da-fA-F_]+)$/, integer),
  scalar('int', /^[-+]?[1-9][\d_]*(?::[0-5]?\d)+$/, integer),
  scalar('float', /^[-+]?\d[\d_]*\.[\d_]*(?:[eE][-+]\d+)?$/, decimal),
  scalar('float', /^\.\d[\d_]*(?:[eE][-+]\d+)?$/, decimal),
  scalar('float', /^[-+]?\d[\d_]*(?::[0-5]?\d)+\.[\d_]*$/, decimal),
  scalar('float', /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/, decimal),
  scalar('timestamp', /^\d{4}-\d\d-\d\d$/, date),
  scalar(
    'timestamp',
    /^\d{4}-\d\d?-\d\d?(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::\d\d)?))?$/,
    date,
  ),
]
