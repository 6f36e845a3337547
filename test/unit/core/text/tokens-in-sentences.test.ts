import { globSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

/** A token as it stands, or only in quotes, in a text. Paths of a config name the key that somebody wrote. */
const raw =
  /(?<!tokenizer\.tokens\.)\$\{(\w+\.)*(token|stuck)!?\}|(JSON\.stringify|quote|printable)\((\w+\.)*(token|stuck)!?\)|(tokens|shared)\.map\((JSON\.stringify|quote|printable)\)/

it('every sentence with a token says it as people read it', () => {
  const files = globSync('src/{core,steps,cli,ui}/**/*.{ts,tsx}')
  const written = files.flatMap((file) => {
    const text = readFileSync(file, 'utf8')
    // What is in a constant was made readable where that was set.
    const isShown = /\btoken = (quoted|readable|printable)Token\(/.test(text)
    const lines = text.split('\n').filter((line) => raw.test(line) && !(isShown && /\$\{token\}/.test(line)))
    return lines.map((line) => `${file}: ${line.trim()}`)
  })
  expect(files.length).toBeGreaterThan(250)
  expect(written).toEqual([])
})
