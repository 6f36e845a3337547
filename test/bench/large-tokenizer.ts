const letters = Array.from({ length: 256 }, (_, at) => String.fromCharCode(0x100 + at))
/** Of so many letters the first is followed by others, and of these again. */
const [followed, threes] = [117, 98_516]

/** Tokens of two and three letters, each with the merges that make it: a three comes of both of its pairs. */
function merged(): { tokens: string[]; merges: [string, string][] } {
  const pairs = letters.flatMap((a) => letters.slice(0, followed).map((b) => [a, b] as const))
  const whole = Array.from({ length: threes }, (_, at) => {
    const [a, b] = pairs[Math.floor(at / followed)]!
    return [a, b, letters[at % followed]!] as const
  })
  const splits = whole.flatMap(([a, b, c]): [string, string][] => [
    [a + b, c],
    [a, b + c],
  ])
  return {
    tokens: [...pairs, ...whole].map((token) => token.join('')),
    merges: [...pairs.map(([a, b]): [string, string] => [a, b]), ...splits],
  }
}

/**
 * A tokenizer.json in the shape of Tekken's: some 130,000 tokens and 230,000 merges, 9 MB. 1,000 tokens are special, and
 * 1,348 no other seed has.
 */
export function largeTokenizer(seed: number): string {
  const special = Array.from({ length: 1000 }, (_, id) =>
    id < 3 ? ['<unk>', '<s>', '</s>'][id]! : `<SPECIAL_${id}>`,
  )
  const own = Array.from({ length: 1348 }, (_, index) => `own${seed}x${index.toString(36)}`)
  const { tokens, merges } = merged()
  const vocab = Object.fromEntries(
    [...special, ...letters, ...tokens, ...own].map((token, id) => [token, id]),
  )
  const flags = { single_word: false, lstrip: false, rstrip: false, normalized: false, special: true }
  return JSON.stringify({
    version: '1.0',
    added_tokens: special.map((content, id) => ({ id, content, ...flags })),
    model: { type: 'BPE', vocab, merges },
  })
}
