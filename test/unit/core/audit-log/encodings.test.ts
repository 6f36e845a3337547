import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LogDecoder } from '../../../../src/core/audit-log/decode-log.ts'
import { AuditLogParser } from '../../../../src/core/audit-log/parser.ts'

const encodings: Readonly<Record<string, (text: string) => Buffer>> = {
  'utf-8': (text) => Buffer.from(text),
  'utf-8 with mark': (text) => Buffer.from(`\ufeff${text}`),
  'utf-16le': (text) => Buffer.from(text, 'utf16le'),
  'utf-16le with mark': (text) => Buffer.from(`\ufeff${text}`, 'utf16le'),
  'utf-16be': (text) => Buffer.from(text, 'utf16le').swap16(),
  'utf-16be with mark': (text) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16(),
}

const record = (token: string) =>
  `[VOCAB AUDIT] Model 'm' is missing token '${token}' (ID: 5). Donor size: 4, Requested Index: 5. Skipping.`
const line = fc
  .tuple(
    fc.constantFrom(
      'Loading weights',
      record('<|im_start|>'),
      record('一上的Ċ'),
      record('😀'),
      'Executing:  45%|████▌     | 5/11',
      'IndexError: 3',
      'saved',
    ),
    fc.constantFrom('\n', '\r\n'),
  )
  .map((parts) => parts.join(''))
const lines = fc.array(line, { minLength: 1, maxLength: 4 }).map((all) => all.join(''))
/** Nobody has both orders of UTF-16 without a mark in one log. */
const parts = fc.constantFrom('be', 'le').chain((order) => {
  const names = Object.keys(encodings).filter((name) => !name.includes('16') || name.includes(order))
  return fc.array(fc.tuple(fc.constantFrom(...names), lines), { minLength: 1, maxLength: 5 })
})

const letters = (...ranges: readonly (readonly [from: number, to: number])[]) =>
  ranges
    .flatMap(([from, to]) =>
      Array.from({ length: to - from + 1 }, (_, at) => String.fromCodePoint(from + at)),
    )
    .filter((letter) => /\p{L}|\p{M}|\p{Emoji_Presentation}/u.test(letter))
/** Letters of scripts, by their code points. */
const scripts: Readonly<Record<string, readonly string[]>> = {
  Latin: letters([0x41, 0x5a], [0x61, 0x7a], [0xc0, 0x17f]),
  Greek: letters([0x391, 0x3c9]),
  Cyrillic: letters([0x410, 0x44f]),
  Hebrew: letters([0x5d0, 0x5ea]),
  Arabic: letters([0x620, 0x64a]),
  Devanagari: letters([0x904, 0x94d]),
  Tamil: letters([0xb85, 0xbcd]),
  Thai: letters([0xe01, 0xe4e]),
  Georgian: letters([0x10d0, 0x10fa]),
  kana: letters([0x3041, 0x3096], [0x30a1, 0x30fa]),
  // One whose bytes are a letter and a line feed may end a line of ASCII.
  Chinese: letters([0x4e00, 0x9fff]).filter((letter) => letter.charCodeAt(0) % 256 !== 0x0a),
  Hangul: letters([0xac00, 0xd7a3]),
  emoji: letters([0x1f300, 0x1f64f]),
}

function decoded(bytes: Uint8Array, size: number): { text: string; damaged: number } {
  const decoder = new LogDecoder()
  let text = ''
  for (let at = 0; at < bytes.length; at += size) text += decoder.push(bytes.subarray(at, at + size))
  return { text: text + decoder.end(), damaged: decoder.damaged }
}

describe('a log is read to its end', () => {
  it('whatever encodings were appended to one another, in chunks of any size', () => {
    fc.assert(
      fc.property(parts, fc.integer({ min: 1, max: 300 }), (written, size) => {
        const bytes = Buffer.concat(written.map(([name, text]) => encodings[name]!(text)))
        expect(decoded(bytes, size)).toEqual({ text: written.map(([, text]) => text).join(''), damaged: 0 })
      }),
      { numRuns: 300, seed: 7 },
    )
  })

  it.each(Object.keys(scripts))('that begins in %s, in any encoding', (script) => {
    const word = fc.string({ unit: fc.constantFrom(...scripts[script]!), minLength: 1, maxLength: 12 })
    const sentence = fc.array(word, { minLength: 1, maxLength: 40 }).map((words) => words.join(' '))
    const unbroken = fc.string({ unit: fc.constantFrom(...scripts[script]!), minLength: 40, maxLength: 400 })
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.keys(encodings)),
        fc.array(fc.oneof(sentence, unbroken), { minLength: 1, maxLength: 4 }),
        fc.array(line, { maxLength: 3 }),
        fc.integer({ min: 1, max: 700 }),
        (name, said, after, size) => {
          const text = `${said.join('\r\n')}\r\n${after.join('')}`
          expect(decoded(encodings[name]!(text), size)).toEqual({ text, damaged: 0 })
        },
      ),
      { numRuns: 200, seed: 7 },
    )
  })

  it('in a language whose letters have no zero byte', () => {
    const chinese = fc.string({
      unit: fc.integer({ min: 0x4e00, max: 0x9fff }).map((code) => String.fromCharCode(code)),
      minLength: 1,
      maxLength: 60,
    })
    fc.assert(
      fc.property(
        fc.array(chinese, { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 99 }),
        (said, size) => {
          const text = `start\n${said.join('\n')}\n`
          expect(decoded(Buffer.from(`\ufeff${text}`, 'utf16le'), size).text).toBe(text)
        },
      ),
      { numRuns: 300, seed: 7 },
    )
  })

  it('with holes of zeros anywhere, such as a full disk or a cut file leaves', () => {
    const hole = fc.tuple(fc.nat(), fc.integer({ min: 1, max: 600 }))
    const holes = fc.array(hole, { minLength: 1, maxLength: 3 })
    fc.assert(
      fc.property(lines, holes, fc.integer({ min: 1, max: 300 }), (said, made, size) => {
        const text = `start of a log\n${said}`
        const letters = made.reduce(
          (now, [where, length]) => now.toSpliced(where % now.length, 0, '\0'.repeat(length)),
          [...text],
        )
        const records = (read: string) => {
          const parser = new AuditLogParser()
          return [...parser.push(read), ...parser.end()]
        }
        expect(records(decoded(Buffer.from(letters.join('')), size).text)).toEqual(records(text))
      }),
      { numRuns: 300, seed: 7 },
    )
  })

  it('around bytes that are no text, and tells how many', () => {
    const noise = fc.uint8Array({ minLength: 0, maxLength: 80 })
    fc.assert(
      fc.property(noise, noise, fc.integer({ min: 1, max: 99 }), (before, after, size) => {
        const text = `\n${record('a')}\n`
        const bytes = Buffer.concat([before, Buffer.from(text.repeat(3)), after])
        const parser = new AuditLogParser()
        const records = [...parser.push(decoded(bytes, size).text), ...parser.end()]
        expect(records.filter(({ token }) => token === 'a').length).toBeGreaterThanOrEqual(2)
      }),
      { numRuns: 300, seed: 7 },
    )
    expect(decoded(Buffer.from([0x61, 0xff, 0xc3, 0x0a, 0xef, 0xbf, 0xbd]), 2)).toEqual({
      text: 'a\ufffd\ufffd\n\ufffd',
      damaged: 2,
    })
  })
})
