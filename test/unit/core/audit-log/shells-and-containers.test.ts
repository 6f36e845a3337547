import fc from 'fast-check'
import { expect, test } from 'vitest'
import { AuditLogParser } from '../../../../src/core/audit-log/parser.ts'

function read(text: string) {
  const parser = new AuditLogParser()
  const records = [...parser.push(text), ...parser.end()]
  return { records, failure: parser.failure }
}

const ghost = 'IndexError: index 5 is out of bounds for dimension 0 with size 5'
const traceback = ['Traceback (most recent call last):', '  File "x.py", line 1, in <module>', ghost]
const record = (token: string) =>
  `[VOCAB AUDIT] Model 'a' is missing token '${token}' (ID: 1). Donor size: 2, Requested Index: 3. Skipping.`

test('what PowerShell puts around the first line of stderr hides no exception', () => {
  for (const name of ['python', 'python.exe', 'mergekit-yaml'])
    for (const info of ['RemoteException', 'RemoteExcept\n   ion']) {
      const wrapper = [
        `${name} : ${traceback[0]}`,
        'At C:\\run me.ps1:12 char:1',
        `+ ${name} x.py 2> log`,
        '+ ~~~~~',
        `    + CategoryInfo          : NotSpecified: (Traceback (most recent call last)::String) [], ${info}`,
        '    + FullyQualifiedErrorId : NativeCommandError',
        ' ',
        ...traceback.slice(1),
      ]
      expect(read(wrapper.join('\r\n')).failure).toMatchObject({
        type: 'IndexError',
        message: ghost.slice(12),
      })
    }
})

test('lines that a container keeps in parts are read whole, wherever they were cut', () => {
  const line = fc.constantFrom(record('x'), record(' '), ...traceback)
  const cut = fc.record({ line, cuts: fc.array(fc.nat(150), { maxLength: 4 }), other: fc.boolean() })
  fc.assert(
    fc.property(fc.array(cut, { minLength: 1, maxLength: 8 }), (lines) => {
      const kept = lines.flatMap(({ line, cuts, other }) => {
        const ends = [...new Set(cuts.filter((at) => at < line.length))].toSorted((a, b) => a - b)
        const parts = [0, ...ends].map((at, index) => line.slice(at, ends[index] ?? line.length))
        return parts.flatMap((part, at) => [
          `2026-01-01T00:00:0${at}.0Z stderr ${at === parts.length - 1 ? 'F' : 'P'} ${part}`,
          ...(other && at < parts.length - 1 ? [`2026-01-01T00:00:0${at}.1Z stdout F a bar`] : []),
        ])
      })
      const plain = read(lines.map(({ line }) => line).join('\n'))
      const told = read(kept.join('\n'))
      const tokens = ({ records }: typeof plain) => records.map(({ model, token }) => [model, token])
      expect(tokens(told)).toEqual(tokens(plain))
    }),
    { numRuns: 200 },
  )
})

test.each([
  ['Killed', /SIGKILL.*memory/],
  ['Segmentation fault', /SIGSEGV/],
  ['Bus error', /SIGBUS/],
  ['Aborted', /SIGABRT/],
])('%s as the last words of a shell is a failure that is explained', (name, cause) => {
  const before = [
    '',
    './run.sh: line 3: 12345 ',
    'Executing graph: 10%',
    '[2026-01-01] ',
    '2026-01-01T00:00:00.0Z stderr F ',
  ]
  for (const start of before)
    for (const end of ['', ' (core dumped)', '                  python x.py'])
      for (const more of ['', '\n', '\nError: Process completed with exit code 137.\n']) {
        const { failure } = read(`INFO: merging\n${start}${name}${end}${more}`)
        expect(failure, start + end).toMatchObject({ type: name, cause: expect.stringMatching(cause) })
        expect(failure!.hint).not.toBeNull()
      }
  expect(read(`${name}\n${'INFO: merging again\n'.repeat(6)}`).failure).toBeNull()
  expect(read(`INFO: nothing is ${name} here\nINFO: was ${name}`).failure).toBeNull()
})

test('zsh says it in lower case', () => {
  expect(read('zsh: killed     python x.py').failure).toMatchObject({ type: 'Killed' })
})

test('a full disk is a cause, whoever raised it', () => {
  for (const line of [
    'OSError: [Errno 28] No space left on device',
    "OSError: [Errno 28] No space left on device: './out/x'",
    'safetensors_rust.SafetensorError: Error while serializing: I/O error: No space left on device (os error 28)',
  ])
    expect(read([...traceback.slice(0, 2), line].join('\n')).failure).toMatchObject({
      cause: 'the disk is full',
    })
})

test('the fields that pydantic refuses are kept, whatever stands before each line', () => {
  const fields = ['models.0.model', 'slices']
  for (const prefix of ['', '2026-01-01 INFO: ', '[rank0]: ']) {
    const lines = [
      ...traceback.slice(0, 2),
      'pydantic_core._pydantic_core.ValidationError: 2 validation errors for MergeConfiguration',
      ...fields.flatMap((field) => [field, '  Field required [type=missing]']),
      'later',
    ]
    expect(read(lines.map((line) => prefix + line).join('\n')).failure).toMatchObject({
      message: '2 validation errors for MergeConfiguration: models.0.model, slices',
    })
  }
})

test('a token that is one break of a line stays what it is', () => {
  for (const token of ['\n', '\r']) expect(read(`${record(token)}\n`).records).toMatchObject([{ token }])
})
