/** The largest of any number of values, at least `start`. `Math.max(...values)` ends in a stack overflow. */
export function largestOf(values: Iterable<number>, start = Number.NEGATIVE_INFINITY): number {
  let most = start
  for (const value of values) most = Math.max(most, value)
  return most
}

/** The smallest of any number of values; Infinity of none. */
export function smallestOf(values: Iterable<number>): number {
  let least = Number.POSITIVE_INFINITY
  for (const value of values) least = Math.min(least, value)
  return least
}

/** Puts any number of items behind those that are there. */
export function append<Item>(items: Item[], more: Iterable<Item>): void {
  for (const item of more) items.push(item)
}
