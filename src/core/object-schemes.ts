/**
 * The storages that obstore reads and writes, by how their addresses begin, with what other tools call them. A new one is
 * a line here and one in `python/mergescope/sources/credentials.py`; a test holds the two together.
 */
const namesOfOthers = {
  s3: ['s3a', 's3n'],
  gs: ['gcs'],
  az: ['azure', 'abfs', 'abfss', 'wasb', 'wasbs'],
} as const

export const objectSchemes: readonly string[] = Object.keys(namesOfOthers)

/** As a part of a regular expression. */
export const anyObjectScheme = `(?:${objectSchemes.join('|')})`

/** The scheme that is meant by what somebody calls a storage: by ours, or by that of another tool. */
export const meantScheme: ReadonlyMap<string, string> = new Map(
  Object.entries(namesOfOthers).flatMap(([scheme, others]) =>
    [scheme, ...others].map((name) => [name, scheme]),
  ),
)

/** How an address is written, for hints. */
export const addressForm = `${objectSchemes[0]}://BUCKET/FOLDER (or ${objectSchemes
  .slice(1)
  .map((scheme) => `${scheme}://`)
  .join(', ')})`
