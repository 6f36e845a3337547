/** What a config's fields take, by their names; the letters are those of config-fields-5.ts and -4.ts. */
export type FieldTypes = ReadonlyMap<string, string>

/** Reads a table. */
export function asFields(table: string): ReadonlyMap<string, FieldTypes> {
  const all = new Map<string, FieldTypes>()
  for (const line of table.trim().split('\n')) {
    // The last line may have lost its space.
    const [head = '', words = ''] = line.replace(/:$/, ': ').split(': ')
    const [name = '', like = ''] = head.split(' < ')
    const fields = new Map(all.get(like))
    for (const word of words.split(' ').filter(Boolean)) {
      const [field = '', letters = ''] = word.split('=')
      if (word.startsWith('-')) fields.delete(word.slice(1))
      else fields.set(field, letters)
    }
    all.set(name, fields)
  }
  return all
}
