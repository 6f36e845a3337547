const encoding = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * JSON as Python's json module reads it: NaN and Infinity are numbers (state-space models write them).
 * They become null here.
 *
 * Throws SyntaxError or TypeError (text that is not UTF-8).
 */
export function parseLenientJson(bytes: Uint8Array): unknown {
  const text = encoding.decode(bytes)
  try {
    return JSON.parse(text)
  } catch (error) {
    if (!/NaN|Infinity/.test(text)) throw error
    return JSON.parse(
      text.replaceAll(/"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/gs, (found) =>
        found.startsWith('"') ? found : 'null',
      ),
    )
  }
}
