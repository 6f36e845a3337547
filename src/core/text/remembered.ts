/** A function of texts that remembers what it gave: a screen is drawn many times from the same ones. */
export function remembered<Value>(
  make: (text: string) => Value,
  { most = 4096, longest = 1000 }: { readonly most?: number; readonly longest?: number } = {},
): (text: string) => Value {
  let known = new Map<string, Value>()
  let older = known
  return (text) => {
    if (text.length > longest) return make(text)
    const value = known.get(text) ?? older.get(text) ?? make(text)
    if (known.size >= most) {
      older = known
      known = new Map()
    }
    known.set(text, value)
    return value
  }
}
