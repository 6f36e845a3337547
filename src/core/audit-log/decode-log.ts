/** Bytes that are enough to tell the encoding. */
const enough = 4
const sample = 512

/**
 * Text from the bytes of a log, chunk by chunk: UTF-8, or UTF-16 of either order (what PowerShell's `>`
 * writes), each with or without byte order mark. Bytes that are none become replacement characters.
 */
export class LogDecoder {
  #decoder: InstanceType<typeof TextDecoder> | null = null
  #held: Uint8Array[] = []

  push(chunk: Uint8Array): string {
    if (this.#decoder) return this.#decoder.decode(chunk, { stream: true })
    this.#held.push(chunk)
    const length = this.#held.reduce((sum, bytes) => sum + bytes.length, 0)
    return length < enough ? '' : this.#begin()
  }

  /** What is left when no more bytes come. */
  end(): string {
    return this.#begin() + this.#decoder!.decode()
  }

  #begin(): string {
    const bytes = joined(this.#held)
    this.#held = []
    this.#decoder ??= new TextDecoder(encodingOf(bytes))
    return this.#decoder.decode(bytes, { stream: true })
  }
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  if (chunks.length === 1) return chunks[0]!
  const all = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const chunk of chunks) {
    all.set(chunk, at)
    at += chunk.length
  }
  return all
}

/**
 * Of UTF-16 without mark, every other byte is zero wherever the text is ASCII, as most of a log is, its start
 * above all.
 */
function encodingOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  const zeros: [even: number, odd: number] = [0, 0]
  const length = Math.min(bytes.length, sample)
  for (let at = 0; at < length; at += 1) if (bytes[at] === 0) zeros[at % 2 === 0 ? 0 : 1] += 1
  const [even, odd] = zeros
  const starts = (parity: 0 | 1) => bytes[parity] === 0 || bytes[parity + 2] === 0
  if (starts(1) && odd > length / 5 && odd > 8 * even) return 'utf-16le'
  return starts(0) && even > length / 5 && even > 8 * odd ? 'utf-16be' : 'utf-8'
}
