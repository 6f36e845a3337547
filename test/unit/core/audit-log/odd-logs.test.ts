import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AuditLogParser } from '../../../../src/core/audit-log/parser.ts'
import type { AuditRecord } from '../../../../src/core/contract/audit.ts'

interface Case {
  readonly text: string
  readonly record: Partial<AuditRecord>
}

const id = fc.integer({ min: 0, max: 200_000 })
const model = fc.constantFrom(
  'org/ghost',
  '/data/models/a-b_c',
  'B:\\12B\\SLERP15',
  'org/a@v1+org/lora',
  "o'neil/x",
)
const token = fc.constantFrom(
  '<|im_start|>',
  '<|im_end|>',
  '▁the',
  `it's`,
  '"',
  '[PAD]',
  'é',
  '一',
  "'",
  '[VOCAB]',
)
const repr = (text: string) => `'${text.replaceAll("'", "\\'")}'`

/** Whatever a mergekit, patched or not, says about vocabularies, and what must come out of it. */
const entry: fc.Arbitrary<Case> = fc.oneof(
  fc.tuple(model, token, id, id, id).map(([m, t, outputId, donorRows, donorId]) => ({
    text: `[VOCAB AUDIT] Model '${m}' is missing token '${t}' (ID: ${outputId}). Donor size: ${donorRows}, Requested Index: ${donorId}. Skipping.`,
    record: { kind: 'skipped' as const, model: m, token: t, outputId, donorRows, donorId },
  })),
  fc.tuple(model, token).map(([m, t]) => ({
    text: `[VOCAB AUDIT] Default source model '${m}' is missing token '${t}' from its physical tensor. Falling back to zero.`,
    record: { kind: 'zeroed' as const, model: m, token: t },
  })),
  fc.tuple(model, id, id).map(([m, count, rows]) => ({
    text: `[VOCAB AUDIT] Model '${m}': ${count} more tokens missing from 'lm_head.weight' (rows: ${rows}, IDs 5..9).`,
    record: { kind: 'more' as const, model: m, count, donorRows: rows, tensor: 'lm_head.weight' },
  })),
)
const warning: fc.Arbitrary<Case> = fc.oneof(
  fc.tuple(model, token).map(([m, t]) => ({
    text: `WARNING:mergekit.tokenizer.build:Token ${repr(t)} present in ${m} tokenizer but >= vocab_size`,
    record: { code: 'token-beyond-config', model: m, token: t },
  })),
  fc.tuple(model, token, id).map(([m, t, at]) => ({
    text: `WARNING:mergekit.tokenizer.build:${m} token ${repr(t)} has index ${at + 1}>${at} (padding?)`,
    record: { code: 'index-beyond-config', model: m, token: t, donorId: at + 1, donorRows: at + 1 },
  })),
  fc.tuple(model, token).map(([m, t]) => ({
    text: `ERROR:root:No embedding for token ${repr(t)} in model ${m}!`,
    record: { code: 'no-embedding', model: m, token: t },
  })),
  token.map((t) => ({
    text: `WARNING:root:Token ${repr(t)} not found in any model`,
    record: { code: 'token-nowhere', token: t },
  })),
  id.map((rows) => ({
    text: `WARNING:root:Using common submatrix of size torch.Size([${rows}, 64]) for lm_head.weight`,
    record: { code: 'truncated-to-common-rows', donorRows: rows, tensor: 'lm_head.weight' },
  })),
)

/** What stands before every line: nothing, loggers, containers, CI, journals; `n` counts the lines. */
const prefixes: readonly ((n: number) => string)[] = [
  () => '',
  () => 'WARNING:mergekit.tokenizer.embed:',
  (n) => `2026-03-01 12:00:${n % 60},123 - WARNING - `,
  () => 'merge-1  | ',
  (n) => `2026-03-01T12:00:0${n % 10}.${n * 7919}Z `,
  (n) => `2026-03-01T12:00:00.${n}Z ##[warning]`,
  (n) => `Nov 28 14:59:${n % 60} host python[123]: `,
  (n) => `2026-03-01T12:00:00.${n}Z stderr F `,
  () => '[rank0]: ',
  (n) => `Executing graph:  45%|████▌     | ${n}/11 [00:01<00:01,  4.1it/s]`,
  () => '\u001b[33mWARNING\u001b[0m ',
]

function parse(log: string, size = 1 << 16): Partial<AuditRecord>[] {
  const parser = new AuditLogParser()
  const records: AuditRecord[] = []
  for (let at = 0; at < log.length; at += size) records.push(...parser.push(log.slice(at, at + size)))
  records.push(...parser.end())
  return records
}

const bars = fc.constantFrom(
  '',
  ' 45%|███| 5/11',
  '\r 54%|███| 6/11\r',
  '  ',
  '100%|██████████| 11/11 [00:02<00:00]',
)
const lineOf = (n: number, { record }: Case) => ({ ...record, line: n })
const cut = fc.integer({ min: 1, max: 90 })

/** The pieces of a text that a terminal of so many columns shows one below the other. */
const broken = (text: string, width: number): string[] =>
  text.match(new RegExp(`[\\s\\S]{1,${width}}`, 'g')) ?? []

describe('records come out the same', () => {
  it('whatever stands before each line, glued to one another, with bars between and chunks cut anywhere', () => {
    const line = fc.array(fc.tuple(fc.oneof(entry, warning), bars), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(
        fc.constantFrom(...prefixes),
        fc.array(line, { minLength: 1, maxLength: 5 }),
        fc.constantFrom('\n', '\r\n'),
        cut,
        (prefix, lines, end, size) => {
          const log = lines
            .map(
              (cases, n) =>
                prefix(n) +
                cases
                  .map(([{ text }, bar]) => text + (text.includes('for lm_head') ? ' ' : '') + bar)
                  .join('') +
                end,
            )
            .join('')
          expect(parse(log, size)).toMatchObject(
            lines.flatMap((cases, n) => cases.map(([each]) => lineOf(n + 1, each))),
          )
        },
      ),
      { numRuns: 300 },
    )
  })

  it('with colours and links at any place', () => {
    const codes = fc.constantFrom(
      '\u001b[0m',
      '\u001b[1;38;5;208m',
      '\u001b[K',
      '\u001b]8;id=1;file:///a.py\u001b\\',
      '\u001b]0;title\u0007',
    )
    fc.assert(
      fc.property(entry, fc.array(fc.tuple(fc.nat(200), codes), { maxLength: 8 }), (each, marks) => {
        const text = marks
          .sort(([a], [b]) => b - a)
          .reduce((coloured, [at, code]) => coloured.slice(0, at) + code + coloured.slice(at), each.text)
        expect(parse(`\u001b[2mINFO\u001b[0m ${text}\n`)).toMatchObject([each.record])
      }),
      { numRuns: 300 },
    )
  })

  it('broken by a terminal at any width, when other lines show its width', () => {
    const width = fc.integer({ min: 44, max: 200 })
    fc.assert(
      fc.property(width, fc.array(entry, { minLength: 1, maxLength: 6 }), (columns, entries) => {
        const full = [
          `${'Loading weights of model one '.repeat(20)}`,
          `${'Executing graph of tasks '.repeat(20)}`,
        ]
        const lines = full.map((text) => text.slice(0, columns))
        const records = entries.map((each) => {
          const first = lines.length + 1
          lines.push(...broken(`WARNING:root:${each.text}`, columns))
          return lineOf(first, each)
        })
        expect(parse(`${lines.join('\n')}\n`)).toMatchObject(records)
      }),
      { numRuns: 300 },
    )
  })

  it('wrapped between words by a handler that indents and names its source', () => {
    const width = fc.integer({ min: 70, max: 160 })
    // rich breaks long words, too; a model's name then has no spaces to lose.
    fc.assert(
      fc.property(width, fc.array(entry, { minLength: 1, maxLength: 4 }), (columns, entries) => {
        const lines: string[] = []
        const records = entries.map((each, n) => {
          const first = lines.length + 1
          const rows = wordWrapped(each.text, columns)
          rows.forEach((row, at) => {
            const head = at === 0 ? `[12:00:0${n}] WARNING  ` : ' '.repeat(20)
            lines.push(`${head}${row.padEnd(columns)}${at === 0 ? ' embed.py:91' : ' '.repeat(12)}`)
          })
          return lineOf(first, each)
        })
        expect(parse(`${lines.join('\n')}\n`)).toMatchObject(records)
      }),
      { numRuns: 300 },
    )
  })

  it('wrapped behind a prefix that every line has', () => {
    fc.assert(
      fc.property(fc.constantFrom(...prefixes.slice(3, 9)), entry, (prefix, each) => {
        const at = each.text.lastIndexOf(' ')
        const log = `${prefix(1)}${each.text.slice(0, at)}\n${prefix(2)}        ${each.text.slice(at + 1)}\n`
        expect(parse(log)).toMatchObject([lineOf(1, each)])
      }),
    )
  })
})

function wordWrapped(text: string, width: number): string[] {
  const rows = ['']
  for (const word of text.split(' ')) {
    const row = rows.at(-1)!
    if (row !== '' && row.length + 1 + word.length > width) rows.push(word)
    else rows[rows.length - 1] = row === '' ? word : `${row} ${word}`
  }
  return rows
}

describe('the failure is found', () => {
  const lines = [
    'Traceback (most recent call last):',
    '  File "embed.py", line 3, in execute',
    '    x = y[i]',
  ]
  const last = 'IndexError: index 131073 is out of bounds for dimension 0 with size 131072'

  it.each(prefixes.slice(0, 10).map((prefix, at) => [at, prefix] as const))(
    'behind the prefix %s',
    (_at, prefix) => {
      const log = [...lines, last].map((line, n) => `${prefix(n)}${line}\n`).join('')
      const parser = new AuditLogParser()
      expect([...parser.push(log), ...parser.end()]).toEqual([])
      expect(parser.failure).toMatchObject({
        type: 'IndexError',
        hint: expect.stringContaining('patch apply'),
      })
    },
  )

  it.each([
    ['glued to a progress bar', `45%|███  | 5/11${[...lines, last].join('\n')}\n`],
    ['named by a logger of its own', [...lines, `ERROR:root:${last}`].join('\n')],
    ['marked by CI', [...lines, `##[error]${last}`].join('\n')],
    [
      'after an entry that was cut off',
      ["[VOCAB AUDIT] Model 'm' is missing token 'x", ...lines, last].join('\n'),
    ],
    [
      'in the frame that rich draws',
      ['╭─ Traceback (most recent call last) ─╮', '│ /a/embed.py:3 in execute │', '╰──────╯', last].join(
        '\n',
      ),
    ],
    ['in colours', [...lines, `\u001b[1;31mIndexError\u001b[0m: ${last.slice(12)}`].join('\n')],
    [
      'raised from another',
      [
        ...lines,
        'KeyError: 3',
        '',
        'During handling of the above exception, another exception occurred:',
        '',
        ...lines,
        last,
      ].join('\n'),
    ],
  ])('%s', (_name, log) => {
    const parser = new AuditLogParser()
    for (const _ of [...parser.push(log), ...parser.end()]);
    expect(parser.failure).toMatchObject({ type: 'IndexError', hint: expect.stringContaining('patch apply') })
  })
})
