import { isMap, isScalar, isSeq } from 'yaml'
import { openConfig } from '../../src/core/merge-config/open-config.ts'
import type { Spot } from '../../src/core/merge-config/spot.ts'
import { YamlReader } from '../../src/core/merge-config/yaml-reader.ts'

const text = (value: string) => ['text', ...[...value].map((char) => char.codePointAt(0)!)]

/** What our reading takes out of a config, in the form in which the reference answers; null where it is refused. */
export function valuesRead(config: string): unknown {
  const { document, problems, at } = openConfig(config)
  if (!document) return problems[0]?.code === 'config-empty' ? ['plain', null] : null
  const reader = new YamlReader(document, at)
  const read = (spot: Spot): unknown => {
    const { node } = spot
    if (spot.endless) return ['cycle']
    if (isMap(node) && !node.tag?.endsWith(':set'))
      return [
        'map',
        ...(reader.entries(spot) ?? []).map(([name, child, isText]) => [
          isText ? text(name) : ['other'],
          read(child),
        ]),
      ]
    if (isSeq(node) && !/:(?:omap|pairs)$/.test(node.tag ?? ''))
      return ['list', ...(reader.list(spot) ?? []).map(read)]
    const value = isScalar(node) ? node.value : node
    if (typeof value === 'string') return text(value)
    if (typeof value === 'number') return ['number', value + 0]
    return typeof value === 'object' && value !== null ? ['other'] : ['plain', value]
  }
  const values = read(reader.root())
  const refused =
    problems.length > 0 ||
    reader.findings.some(({ severity, code }) => severity === 'error' && code !== 'config-duplicate-key')
  return refused ? null : values
}

/** An answer of the reference with its numbers as numbers. */
export function asAnswered(answer: unknown): unknown {
  if (!Array.isArray(answer)) return answer
  if (answer[0] === 'number') return ['number', Number(String(answer[1]).replace('inf', 'Infinity')) + 0]
  return answer.map(asAnswered)
}
