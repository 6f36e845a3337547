/** What only Python or the network can tell of where a merge is to be computed, as conditions: `torch finds cuda:1`. */
export function unchecked({
  device = 'cpu',
  ray = 'auto',
}: {
  readonly device?: string | undefined
  readonly ray?: string | undefined
}): readonly string[] {
  return [
    ...(device.startsWith('cuda') ? [`torch finds ${device}`] : []),
    // Where no cluster is named, one is started.
    ...(ray === 'auto' ? [] : [`a Ray cluster answers at ${ray}`]),
  ]
}
