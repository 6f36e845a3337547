import { expect, test } from 'vitest'
import { MergescopeError } from '../../../../src/core/errors.ts'
import { resumeCommand, resumeOnScreen, withKept } from '../../../../src/core/run/kept.ts'

test('going on takes the command line as it was typed, with --resume for --discard', () => {
  const typed = ['run', 'my merge.yml', '--discard', '-o', 'out', '--out-shard-size', '4MB', '--no-audit']
  expect(resumeCommand(typed)).toBe(
    "mergescope run 'my merge.yml' -o out --out-shard-size 4MB --no-audit --resume",
  )
  expect(resumeCommand(['run', '--resume', '-o', 'out', '--', '-x.yml'])).toBe(
    'mergescope run -o out --resume -- -x.yml',
  )
})

const kept = { folder: '.out.mergescope', bytes: 339e6, resume: 'mergescope run a.yml -o out --resume' }
const hintOf = (error: MergescopeError, work: Parameters<typeof withKept>[1]) => withKept(error, work).hint

test('the error that ended a run says what is kept and how to go on', () => {
  expect(hintOf(new MergescopeError('cancelled', 'x'), kept)).toBe(
    '339 MB of unfinished work are kept: continue with `mergescope run a.yml -o out --resume`, or remove them with --discard',
  )
  expect(hintOf(new MergescopeError('python-died', 'x', { hint: 'see doctor' }), kept)).toMatch(
    /^see doctor; .*--resume/,
  )
  expect(hintOf(new MergescopeError('output-exists', 'x', { hint: 'another -o' }), kept)).toMatch(
    /^339 MB .*empty that folder/,
  )
})

test('nothing is said of work that is not there, or that needs another command line', () => {
  const error = new MergescopeError('resume-changed', 'x', { hint: 'undo the change' })
  expect(hintOf(error, undefined)).toBe('undo the change')
  expect(hintOf(error, { ...kept, resume: null })).toBe('undo the change')
})

test('who goes on from the screens sees the dashboard, however the run was begun', () => {
  const begun = [
    'run',
    'm.yml',
    '-o',
    'out',
    '--json',
    '-q',
    '--no-tui',
    '--random-seed',
    '7',
    '--',
    '--json',
  ]
  expect(resumeOnScreen(begun)).toEqual([
    ...['run', 'm.yml', '-o', 'out', '--random-seed', '7', '--resume', '--', '--json'],
  ])
})
