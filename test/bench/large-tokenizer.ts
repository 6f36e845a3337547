/** Text like that of a byte-level vocabulary, from a seed: the same for the same seed. */
function makeToken(index: number, seed: number): string {
  let state = Math.imul(index + 1, 0x9e3779b1) ^ Math.imul(seed + 1, 0x85ebca6b)
  let text = index % 3 === 0 ? 'Ġ' : ''
  for (let i = 0; i < 3 + (index % 7); i++) {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d)
    const letter = (state >>> 8) % 40
    text += letter < 26 ? String.fromCharCode(97 + letter) : String.fromCharCode(0xe0 + letter)
  }
  return `${text}${index.toString(36)}`
}

/** A tokenizer.json in the shape of Tekken's: 131,072 tokens, 1,000 of them special, about 10 MB. */
export function largeTokenizer(seed: number): string {
  const special = Array.from({ length: 1000 }, (_, id) =>
    id < 3 ? ['<unk>', '<s>', '</s>'][id]! : `<SPECIAL_${id}>`,
  )
  const tokens = Array.from({ length: 130_072 }, (_, index) => makeToken(index, index % 100 === 0 ? seed : 0))
  const vocab = Object.fromEntries([...special, ...tokens].map((token, id) => [token, id]))
  const merges = Array.from({ length: 269_443 }, (_, i) => [tokens[i % 1000], tokens[(i * 7) % 3000]])
  const flags = { single_word: false, lstrip: false, rstrip: false, normalized: false, special: true }
  return JSON.stringify({
    version: '1.0',
    added_tokens: special.map((content, id) => ({ id, content, ...flags })),
    model: { type: 'BPE', vocab, merges },
  })
}
