import { isMap, isScalar } from 'yaml'
import { type Entry, isNull, type Spot } from './spot.ts'

/** What was meant where `{weight: 0,5}` gives a mapping the key 5 without a value; null of any other entry. */
export function decimalComma(parent: Spot, before: Entry | undefined, [name, child]: Entry): string | null {
  const number = before?.[1].node
  if (!isMap(parent.node) || !parent.node.flow || !/^\d+$/.test(name) || !isNull(child)) return null
  if (!isScalar(number) || number.type !== 'PLAIN' || !/^[-+]?\d+$/.test(number.source ?? '')) return null
  return `did you mean ${number.source}.${name}?`
}
