import { link, writeFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { readDonors } from '../../../src/adapters/donor/read-donor.ts'
import { openLocalModel } from '../../../src/adapters/files/model/local-model-files.ts'
import { localParser, type Parser, workerParser } from '../../../src/adapters/tokenizers/parser.ts'
import { openTokenizerPool, type PoolOptions } from '../../../src/adapters/tokenizers/pool.ts'
import { smallShape, smallTokenizer, writeSparseDonor } from '../../support/sparse-donor.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

/** What the jobs claim, so that they go to threads; the files themselves are small. */
const size = 10_000_000
const temporary = temporaryFolder()

async function file(name: string, tokens: number): Promise<{ path: string; size: number }> {
  const text = JSON.stringify(smallTokenizer(tokens))
  await writeFile(temporary.path(name), text)
  return { path: temporary.path(name), size: text.length }
}

/** A parser on a thread that counts what is asked of it. */
function counting(): { options: PoolOptions; count: { parses: number; drops: number; parsers: number } } {
  const count = { parses: 0, drops: 0, parsers: 0 }
  const makeParser = (): Parser => {
    const parser = workerParser()
    count.parsers++
    return {
      load: parser.load,
      parse: (extra) => {
        count.parses++
        return parser.parse(extra)
      },
      drop: () => {
        count.drops++
        parser.drop()
      },
      get broken() {
        return parser.broken
      },
      end: parser.end,
    }
  }
  return { options: { threads: 2, makeParser }, count }
}

describe('a pool of tokenizer parsers', () => {
  it('parses on threads and gives back whole vocabularies', async () => {
    const pool = openTokenizerPool({ threads: 2 })
    const sources = await Promise.all([10, 20, 30].map((tokens) => file(`t${tokens}`, tokens)))
    const outcomes = await Promise.all(
      sources.map((source) => pool.parse({ identity: null, size, source: async () => source, extra: [] })),
    )
    await pool.close()
    expect(outcomes.map((outcome) => 'parsed' in outcome && outcome.parsed.vocabulary.ids.length)).toEqual([
      10, 20, 30,
    ])
  })

  it('parses the same bytes once, under one identity or under several', async () => {
    const { options, count } = counting()
    const pool = openTokenizerPool(options)
    const sources = await Promise.all(['a', 'b', 'c'].map((name) => file(`same-${name}`, 40)))
    const jobs = [0, 1, 2, 0].map((at) => ({
      identity: `file ${at}`,
      size,
      source: async () => sources[at]!,
      extra: [],
    }))
    const outcomes = await Promise.all(jobs.map((job) => pool.parse(job)))
    await pool.close()
    expect(count).toEqual({ parses: 1, drops: 2, parsers: 2 })
    expect(new Set(outcomes).size).toBe(1)
  })

  it('parses the same bytes again when other tokens are added to them', async () => {
    const { options, count } = counting()
    const pool = openTokenizerPool(options)
    const source = async () => file('extra', 40)
    await Promise.all(
      ['<x>', '<y>'].map((content) =>
        pool.parse({ identity: 'one', size, source, extra: [{ content, id: null }] }),
      ),
    )
    await pool.close()
    expect(count.parses).toBe(2)
  })

  it('goes on in this thread when the other ones die or cannot be had', async () => {
    const dying = (): Parser => {
      const parser = workerParser()
      return {
        ...localParser(),
        load: async (source) => {
          await parser.end()
          return parser.load(source)
        },
        broken: true,
      }
    }
    const pool = openTokenizerPool({ threads: 1, makeParser: dying })
    const sources = [await file('x', 10), await file('y', 11)]
    const outcomes = await Promise.all(
      sources.map((source) => pool.parse({ identity: null, size, source: async () => source, extra: [] })),
    )
    await pool.close()
    expect(outcomes.every((outcome) => 'parsed' in outcome)).toBe(true)
  })

  it('says when a file cannot be read, and can still read others', async () => {
    const pool = openTokenizerPool({ threads: 1 })
    const missing = pool.parse({
      identity: null,
      size,
      source: async () => ({ path: temporary.path('gone'), size: 5 }),
      extra: [],
    })
    await expect(missing).rejects.toThrow(/ENOENT/)
    const outcome = await pool.parse({
      identity: null,
      size,
      source: async () => file('there', 9),
      extra: [],
    })
    await pool.close()
    expect('parsed' in outcome).toBe(true)
  })
})

it('donors with the same tokenizer file share one vocabulary', async () => {
  const folders = await Promise.all(
    ['p', 'q', 'r'].map((name) => writeSparseDonor(temporary.path(name), smallShape, smallTokenizer(50))),
  )
  await link(`${folders[0]}/tokenizer.json`, `${folders[1]}/other.json`)
  const done: string[] = []
  const inputs = await Promise.all(
    folders.map(async (folder) => ({ files: await openLocalModel(folder, folder) })),
  )
  const donors = await readDonors(inputs, ({ ref }) => done.push(ref))
  expect(donors.map(({ ref }) => ref)).toEqual(folders)
  expect(done.sort()).toEqual([...folders].sort())
  expect(new Set(donors.map(({ tokenizer }) => tokenizer!.vocabulary!.packed)).size).toBe(1)
})
