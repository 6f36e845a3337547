import fc from 'fast-check'
import { expect, it } from 'vitest'
import { AuditLogParser } from '../../../../src/core/audit-log/parser.ts'

/** Lines as Python and mergekit write them, in the groups in which they come. */
const traceback = (last: string) => [
  'Traceback (most recent call last):',
  '  File "/opt/mergekit/tokenizer/embed.py", line 91, in execute',
  '    x = y[i] if ok else fail(KeyError("a: b"))',
  '        ~^^^',
  '  File "/opt/torch/nn.py", line 3, in forward',
  last,
]
const index = 'IndexError: index 131073 is out of bounds for dimension 0 with size 131072'
const skipped = (token: string) =>
  `[VOCAB AUDIT] Model 'org/ghost' is missing token '${token}' (ID: 5). Donor size: 4, Requested Index: 5. Skipping.`
const blocks: readonly (readonly string[])[] = [
  ['Loading model', 'Executing graph:  45%|████▌     | 5/11 [00:01<00:01,  4.1it/s]', '', 'saved'],
  [`WARNING:root:${skipped('<|im_start|>')}`],
  [skipped('a'), 'Wrote a shard', skipped('b')],
  skipped('x\n\ny\n').split('\n'),
  `WARNING:root:${skipped('one\n two')}`.split('\n'),
  ["WARNING:mergekit.tokenizer.build:Token '<s>' present in org/a tokenizer but >= vocab_size"],
  traceback(index),
  traceback("KeyError: '131073'"),
  traceback('torch.OutOfMemoryError'),
  traceback('mergekit.graph.TaskBroke: no inputs'),
  [...traceback('KeyError: 3'), '', 'The above exception was the direct cause:', '', ...traceback(index)],
  [
    '  + Exception Group Traceback (most recent call last):',
    '  |   File "/a.py", line 1, in <module>',
    '  |     raise ExceptionGroup("several", all)',
    '  | ExceptionGroup: several (2 sub-exceptions)',
    '  +-+---------------- 1 ----------------',
    '    | Traceback (most recent call last):',
    '    |   File "/a.py", line 2, in one',
    '    | KeyError: 3',
    '    +---------------- 2 ----------------',
    '    | ValueError: Tensor size mismatch',
    '    +------------------------------------',
  ],
  [
    '╭────── Traceback (most recent call last) ──────╮',
    '│ /opt/embed.py:3 in execute                    │',
    '│ ❱ 3     raise ValueError: x                   │',
    '╰───────────────────────────────────────────────╯',
    index,
  ],
  ...[1, 2].map((rows) => [
    'Traceback (most recent call last):',
    '  File "/a.py", line 2, in one',
    ...Array.from({ length: rows }, (_, row) => `100%|██████████| ${row}/11 [00:02<00:00]`),
    index,
  ]),
]

/** Two lines that begin in different ways show what all lines have in common. */
const log = fc
  .array(fc.constantFrom(...blocks), { minLength: 1, maxLength: 5 })
  .map((chosen) => ['Loading model', ...blocks[0]!, ...chosen.flat()])

const text = (maxLength: number) =>
  fc
    .string({
      unit: fc.oneof(fc.constantFrom(...' \t:|>#-E0.[]\u00a0│é一'), fc.string({ maxLength: 1 })),
      maxLength,
    })
    .filter((each) => !/[\r\n\0\u001b]/.test(each))
const letter = fc.constantFrom('', ...'E>|#: \t')
type Prefix = (line: number) => string
/** What loggers, containers, CI, `grep -n`, an indentation or a quotation put before every line. */
const prefix: fc.Arbitrary<Prefix> = fc.oneof(
  fc
    .constantFrom('> ', '| ', '# ', 'E ', '0: ', '\t', ' ', '  ', '   ', '      ', '\u00a0\u00a0', '- ', '│ ')
    .map((same) => () => same),
  text(12).map((same) => () => same),
  fc.tuple(letter, text(6), fc.integer({ min: 0, max: 6 }), fc.nat(1200)).map(
    ([head, tail, width, first]) =>
      (line: number) =>
        `${head}${String(first + line).padStart(width)}${tail}`,
  ),
  fc.tuple(fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) }), text(6)).map(
    ([from, tail]) =>
      (line: number) =>
        `${new Date(from.getTime() + line * 700).toISOString()} ${tail}`,
  ),
)

const prefixed = fc
  .tuple(log, prefix)
  .map(([plain, before]) => ({ plain, behind: plain.map((line, at) => before(at) + line) }))

function read(lines: readonly string[]) {
  const parser = new AuditLogParser()
  const records = [...parser.push(lines.map((line) => `${line}\n`).join('')), ...parser.end()]
  return { records, failure: parser.failure }
}

it('reads the same from a log whatever stands before each of its lines', () => {
  fc.assert(
    fc.property(prefixed, ({ plain, behind }) => {
      expect(read(behind)).toEqual(read(plain))
    }),
    { numRuns: 2000 },
  )
})

it.each(
  blocks
    .map((lines) => [lines.at(-1)!, lines] as const)
    .filter(([, lines]) => lines.some((line) => line.includes('Traceback'))),
)('finds a failure before %s', (_last, lines) => {
  expect(read(lines).failure).not.toBeNull()
})

/** As Go and Python write JSON. */
const goJson = (value: unknown) =>
  JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
const asciiJson = (value: unknown) =>
  JSON.stringify(value).replace(
    /[\u0080-\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
const wrapped: fc.Arbitrary<(line: string, at: number) => string> = fc.constantFrom(
  (line, at) => goJson({ log: `${line}\n`, stream: 'stderr', time: `2026-01-01T00:00:${at}Z` }),
  (line) => goJson({ stream: 'stdout', log: `${line}\r\n` }),
  (line, at) => asciiJson({ ts: at, level: 'info', logger: 'mergekit', message: line }),
  (line) => asciiJson({ severity: 'INFO', jsonPayload: { msg: line }, labels: { pod: 'a' } }),
)

it('reads the same from a log whose lines are JSON, as those of containers are', () => {
  fc.assert(
    fc.property(log, wrapped, (plain, wrap) => {
      expect(read(plain.map(wrap))).toEqual(read(plain))
    }),
    { numRuns: 1000 },
  )
})

it('reads a traceback that a structured logger wrote as one string', () => {
  const lines = traceback(index)
  const { failure } = read([
    asciiJson({ level: 'error', message: 'merge failed', exc_info: lines.join('\n') }),
  ])
  expect(failure).toEqual(read(lines).failure)
})
