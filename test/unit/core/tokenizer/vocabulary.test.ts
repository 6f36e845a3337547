import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { internVocabularies } from '../../../../src/core/tokenizer/interned.ts'
import { Vocabulary, vocabularyFromEntries } from '../../../../src/core/tokenizer/vocabulary.ts'
import { VocabularyBuilder } from '../../../../src/core/tokenizer/vocabulary-builder.ts'

const token = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 6 }),
  fc.constantFrom('a', 'b', '__proto__', '😀'),
)
const entries = fc
  .uniqueArray(fc.tuple(token, fc.integer({ min: 0, max: 2 ** 31 - 1 })), {
    maxLength: 40,
    selector: ([text]) => text,
  })
  .map((list) => list as [string, number][])

describe('Vocabulary', () => {
  it('finds every token by id and every id by token', () => {
    fc.assert(
      fc.property(entries, token, (list, other) => {
        const byToken = new Map(list)
        const vocabulary = vocabularyFromEntries(list)
        expect(vocabulary.size).toBe(list.length)
        expect(vocabulary.maxId).toBe(Math.max(-1, ...list.map(([, id]) => id)))
        for (const [text, id] of list) expect(vocabulary.idOf(text)).toBe(id)
        expect(vocabulary.idOf(other)).toBe(byToken.get(other) ?? null)
        const ids = list.map(([, id]) => id)
        for (const [text, id] of list)
          if (ids.indexOf(id) === ids.lastIndexOf(id)) expect(vocabulary.tokenOf(id)).toBe(text)
      }),
    )
  })

  it('tells where the ghosts of a tensor begin', () => {
    const vocabulary = vocabularyFromEntries([
      ['a', 0],
      ['b', 1],
      ['x', 5],
      ['y', 9],
    ])
    expect(vocabulary.firstEntryFrom(2)).toBe(2)
    expect(vocabulary.firstEntryFrom(9)).toBe(3)
    expect(vocabulary.firstEntryFrom(10)).toBe(4)
    expect(vocabulary.tokenOf(3)).toBeNull()
  })
})

describe('VocabularyBuilder', () => {
  it('gives what is built from entries, however many there are and in whatever order they come', () => {
    fc.assert(
      fc.property(entries, (list) => {
        const builder = new VocabularyBuilder()
        for (const [text, id] of list) builder.setId(builder.putText(text), id)
        expect(builder.build()).toEqual(vocabularyFromEntries(list).packed)
      }),
    )
  })

  it('grows past its first tables', () => {
    const builder = new VocabularyBuilder()
    for (let id = 0; id < 50_000; id++) builder.setId(builder.putText(`token ${id}`), id)
    const vocabulary = new Vocabulary(builder.build())
    expect([vocabulary.size, vocabulary.idOf('token 49999'), vocabulary.tokenAt(12_345)]).toEqual([
      50_000,
      49_999,
      'token 12345',
    ])
  })
})

describe('internVocabularies', () => {
  it('numbers each distinct token once, and knows its id in every vocabulary', () => {
    fc.assert(
      fc.property(fc.array(entries, { maxLength: 5 }), (lists) => {
        const vocabularies = lists.map(vocabularyFromEntries)
        const interned = internVocabularies(vocabularies)
        const texts = Array.from({ length: interned.size }, (_, key) => interned.token(key))
        expect(new Set(texts)).toEqual(new Set(lists.flat().map(([text]) => text)))
        expect(new Set(texts).size).toBe(texts.length)
        vocabularies.forEach((vocabulary, at) => {
          expect([...interned.keys[at]!].map((key) => texts[key])).toEqual(
            Array.from({ length: vocabulary.size }, (_, entry) => vocabulary.tokenAt(entry)),
          )
          expect([...interned.ids[at]!]).toEqual(texts.map((text) => vocabulary.idOf(text) ?? -1))
        })
      }),
    )
  })

  it('takes the same vocabulary twice', () => {
    const vocabulary = vocabularyFromEntries([['a', 0]])
    const { size, ids } = internVocabularies([vocabulary, new Vocabulary(vocabulary.packed)])
    expect([size, [...ids[1]!]]).toEqual([1, [0]])
  })
})
