import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AuditLogParser } from '../../../../src/core/audit-log/parser.ts'
import { auditResult } from '../../../../src/core/audit-log/summary.ts'
import type { AuditRecord } from '../../../../src/core/contract/audit.ts'

const skipLine = (model: string, token: string, id: number, rows: number, index: number) =>
  `[VOCAB AUDIT] Model '${model}' is missing token '${token}' (ID: ${id}). Donor size: ${rows}, Requested Index: ${index}. Skipping.`
const zeroLine = (model: string, token: string) =>
  `[VOCAB AUDIT] Default source model '${model}' is missing token '${token}' from its physical tensor. Falling back to zero.`
const moreLine = (model: string, n: number, tensor: string) =>
  `[VOCAB AUDIT] Model '${model}': ${n} more tokens missing from '${tensor}' (rows: 131072, IDs 131122..131200).`

function parse(...chunks: string[]) {
  const parser = new AuditLogParser()
  const records: AuditRecord[] = []
  for (const chunk of chunks) records.push(...parser.push(chunk))
  records.push(...parser.end())
  return { records, failure: parser.failure }
}

const skip = (model: string, token: string, line: number, id = 131073) => ({
  kind: 'skipped',
  model,
  token,
  outputId: id,
  donorRows: 131072,
  donorId: id,
  line,
})

describe('the vocabulary audit in a log', () => {
  it('reads both lines and the summary line', () => {
    const log = [
      skipLine('org/ghost', '<|im_start|>', 131073, 131072, 131073),
      zeroLine('org/ghost', '<|im_end|>'),
      moreLine('org/ghost', 78, 'lm_head.weight'),
    ].join('\n')
    expect(parse(log).records).toEqual([
      skip('org/ghost', '<|im_start|>', 1),
      {
        kind: 'zeroed',
        model: 'org/ghost',
        token: '<|im_end|>',
        outputId: null,
        donorRows: null,
        donorId: null,
        line: 2,
      },
      {
        kind: 'more',
        model: 'org/ghost',
        token: null,
        outputId: null,
        donorRows: 131072,
        donorId: null,
        line: 3,
        count: 78,
        tensor: 'lm_head.weight',
      },
    ])
  })

  it.each([
    ['a logger prefix', (l: string) => `WARNING:root:${l}`],
    ['a timestamp', (l: string) => `2026-03-01 12:00:00,123 - WARNING - ${l}`],
    [
      'a progress bar before it',
      (l: string) => `Executing graph:  45%|████▌     | 5/11 [00:01<00:01,  4.1it/s]${l}`,
    ],
    ['a progress bar and a carriage return', (l: string) => ` 45%|███| 5/11\r${l}\r 54%|███| 6/11`],
    ['colours around it', (l: string) => `\u001b[33mWARNING\u001b[0m ${l}\u001b[0m`],
    ['colours inside it', (l: string) => l.replace('131072', '\u001b[1;36m131072\u001b[0m')],
    ['CRLF', (l: string) => `${l}\r`],
    ['a break after the id', (l: string) => l.replace('). Donor', ').\n         Donor')],
    ['a CRLF break after the id', (l: string) => l.replace('). Donor', ').\r\n         Donor')],
  ])('survives %s', (_name, dirty) => {
    const log = `Loading\n${dirty(skipLine('B:\\12B\\SLERP15', `it's "q"`, 131073, 131072, 131073))}\nend\n`
    expect(parse(log).records).toEqual([skip('B:\\12B\\SLERP15', `it's "q"`, 2)])
  })

  it('joins a fallback line that was wrapped before its last words', () => {
    const log = `${zeroLine('m', 'tok').replace(' from its', '\n   from its')}\n`
    expect(parse(log).records).toMatchObject([{ kind: 'zeroed', model: 'm', token: 'tok', line: 1 }])
  })

  it('goes on after an entry that never ends', () => {
    const broken = "[VOCAB AUDIT] Model 'm' is missing token 'x"
    const log = `${broken}\n${skipLine('m', 'y', 131073, 131072, 131073)}\n`
    expect(parse(log).records).toEqual([skip('m', 'y', 2)])
  })

  it('reads any token and any path back, however the text is cut into chunks', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.string({ unit: 'grapheme', maxLength: 30 }),
    )
    // A lone carriage return is what progress bars use between two texts, so no logger writes one raw.
    const token = text.filter(
      (t) => !t.includes('\r') && t.split('\n').length < 10 && !t.includes('[VOCAB AUDIT]'),
    )
    const path = token.filter((t) => t.length > 0 && !t.includes("' is missing token '") && !t.includes('\n'))
    fc.assert(
      fc.property(path, token, fc.nat(2 ** 31), fc.integer({ min: 1, max: 9 }), (model, tok, id, cut) => {
        const line = `WARNING:mergekit:${skipLine(model, tok, id, 131072, id)}\n`
        const chunks = line.match(new RegExp(`[\\s\\S]{1,${cut * 7}}`, 'g')) ?? []
        expect(parse(...chunks).records).toEqual([skip(model, tok, 1, id)])
      }),
      { numRuns: 500, examples: [[' 𐀀', '\0𐀀\n𐀀', 10, 1]] },
    )
  })

  it('loses no record to a token that holds escape sequences of a terminal, whole or cut off', () => {
    const part = fc.constantFrom(
      ...[
        '\u001b[31m',
        '\u001b',
        '\u001b]0;t\u0007',
        '\u001b]8;;x',
        '\u001b[',
        '\u009b31m',
        '\u0007',
        '\b',
        '\u001bP',
        'a',
        "'",
      ],
    )
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 6 }), (token) => {
        const log = `${skipLine('m', token.join(''), 5, 4, 5)}\nINFO:x:${skipLine('n', 't', 6, 4, 6)}\nend\n`
        expect(parse(log).records).toMatchObject([
          { model: 'm', outputId: 5 },
          { model: 'n', token: 't' },
        ])
      }),
      { numRuns: 300 },
    )
  })

  it('never throws on arbitrary bytes', () => {
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 60 }).map((b) => new TextDecoder().decode(b)),
      fc.constantFrom(
        ...skipLine('m', 't', 1, 2, 3).split(' '),
        '\n',
        '\r',
        "'",
        'Traceback (most recent call last):\n',
        'Token ',
      ),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => void parse(...pieces)),
      { numRuns: 500 },
    )
  })
})

describe('what stock mergekit says', () => {
  it.each([
    [
      "WARNING:x:Token '<|im_start|>' present in org/a tokenizer but >= vocab_size",
      'token-beyond-config',
      'org/a',
      '<|im_start|>',
    ],
    [
      `Token "it's" present in B:\\12B\\A tokenizer but >= vocab_size`,
      'token-beyond-config',
      'B:\\12B\\A',
      "it's",
    ],
    [
      "WARNING:mergekit.tokenizer.build:org/b token 'a\\n' has index 131073>131071 (padding?)",
      'index-beyond-config',
      'org/b',
      'a\n',
    ],
    ["ERROR:root:No embedding for token '\\u200b' in model org/c!", 'no-embedding', 'org/c', '\u200b'],
    ["WARNING:root:Token 'x' not found in any model", 'token-nowhere', null, 'x'],
    [
      'Using common submatrix of size torch.Size([131072, 64]) for lm_head.weight',
      'truncated-to-common-rows',
      null,
      null,
    ],
  ])('%s', (line, code, model, token) => {
    expect(parse(`${line}\n`).records).toMatchObject([{ kind: 'warning', code, model, token, line: 1 }])
  })

  it('diagnoses a ghost token from an IndexError', () => {
    const log = `Traceback (most recent call last):
  File "embed.py", line 3, in execute
    new_embed[x] = old[y]
IndexError: index 131073 is out of bounds for dimension 0 with size 131072
`
    const { failure } = parse(log)
    expect(failure).toMatchObject({ type: 'IndexError' })
    expect(failure!.cause).toContain('ghost token')
    expect(failure!.cause).toContain('131073')
    expect(failure!.hint).toContain('mergescope patch apply')
  })

  it('diagnoses a KeyError of the permutation, and leaves unknown exceptions undiagnosed', () => {
    expect(parse('Traceback (most recent call last):\n  x\nKeyError: 131072\n').failure!.cause).toContain(
      '131072',
    )
    expect(parse('Traceback (most recent call last):\n  x\nfoo.BarError: no\n').failure).toEqual({
      type: 'BarError',
      message: 'no',
      cause: null,
      hint: null,
    })
  })

  it('reports no failure for a log without a traceback', () => {
    expect(parse('KeyError: 3\nall fine\n').failure).toBeNull()
  })
})

it('counts distinct tokens a model over all tensors', () => {
  const { records } = parse(
    [
      skipLine('a', 't', 1, 2, 3),
      skipLine('a', 't', 1, 2, 3),
      skipLine('a', 'u', 2, 2, 4),
      zeroLine('b', 't'),
      '',
    ].join('\n'),
  )
  expect(auditResult(records).models).toEqual([
    { model: 'a', skipped: 2, zeroed: 0, lines: 3, tokens: ['t', 'u'] },
    { model: 'b', skipped: 0, zeroed: 1, lines: 1, tokens: ['t'] },
  ])
})
