import process from 'node:process'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { AuditLogParser } from '../../../../src/core/audit-log/parser.ts'

/** Every piece that the parser looks for, and what it has to pass over. */
const grammar =
  `[VOCAB AUDIT] Model '~[VOCAB AUDIT] Default source model '~' is missing token '~' (ID: ~' (ID: 1). Donor size: 2, Requested Index: ~. Skipping.~' from its physical tensor. Falling back to zero.~': 5 more tokens missing from '~' (rows: 1, IDs ~[V~[D~[~'~"~\\~ ~\t~\n~\r~9~a~(~:~.~│~\0~█~Token '~Token "~ present in ~ tokenizer but >= vocab_size~ token '~ has index 1>2~ (padding?)~No embedding for token '~ in model ~!~ not found in any model~Using common submatrix of size torch.Size([~1, ~]) for ~Unable to load tokenizer for ~. Assuming same as ~Traceback (most recent call last):~Traceback (most recent call last):\n~  File "~1  File "~╭─~  + Exception Group Traceback (most recent call last):\n~A.~Error: ~\u001b~\u001b[~\u001b]~\u001b[0;~\u001b\\~[DELLA AUDIT] tensor="~[DELLA AUDIT] tensor="a" donor="~" norm=~[DELLA AUDIT] model donor="~WARNING:~\\'~ embed.py:91\n~A.Error: 99999 validation errors for M\n~a.b\n~Killed\n~At a char:1~\n+ CategoryInfo~2026-01-01T00:00:00Z stderr P ~\n2026-01-01T00:00:00Z stderr F `.split(
    '~',
  )

const some = fc.constantFrom(...grammar)
const line = fc.oneof(
  fc.tuple(some, some).map(([head, unit]) => ({ head, unit })),
  fc.tuple(some, some, some).map(([head, ...unit]) => ({ head, unit: unit.join('') })),
  fc.array(some, { minLength: 2, maxLength: 12 }).map((unit) => ({ head: '', unit: unit.join('') })),
)

/** Milliseconds of the processor: what else runs on the machine does not count. */
function cost(text: string): number {
  const parser = new AuditLogParser()
  const before = process.cpuUsage()
  for (let at = 0; at < text.length; at += 1 << 16)
    for (const _ of parser.push(text.slice(at, at + (1 << 16))));
  for (const _ of parser.end());
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

it('takes eight times as long for eight times as much, whatever is repeated', { timeout: 120_000 }, () => {
  const lines = [
    ...grammar.map((unit) => ({ head: '', unit })),
    ...fc.sample(line, { numRuns: 120, seed: 5 }),
  ]
  for (const { head, unit } of lines) {
    const small = 20_000
    const text = (length: number) => head + unit.repeat(Math.ceil(length / unit.length))
    // Quadratic would be 64 times, in each of the tries: a machine that is busy elsewhere disturbs one, not all.
    const isLinear = () => {
      const large = cost(text(8 * small))
      // Below a tenth of a second nothing can be told, and nothing is wrong.
      return large <= 100 || large / Math.max(2, cost(text(small))) < 32
    }
    expect([1, 2, 3].some(isLinear), JSON.stringify({ head, unit })).toBe(true)
  }
})

it('finds a record behind megabytes without a line break, in bounded memory', () => {
  const parser = new AuditLogParser()
  const record = `[VOCAB AUDIT] Model 'm' is missing token 't' (ID: 5). Donor size: 4, Requested Index: 5. Skipping.`
  const block = 'x'.repeat(1 << 20)
  const records = Array.from({ length: 40 }, () => [...parser.push(block)]).flat()
  expect([...records, ...parser.push(`${record}\n${record}`), ...parser.end()]).toMatchObject([
    { line: 1 },
    { line: 2 },
  ])
  const held = JSON.stringify(parser).length
  expect(held).toBeLessThan(4 << 20)
})
