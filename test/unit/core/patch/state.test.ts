import { describe, expect, test } from 'vitest'
import { notesOn } from '../../../../src/core/patch/notes.ts'
import { missingBackups, planApply, planRevert } from '../../../../src/core/patch/plan.ts'
import { problemOf } from '../../../../src/core/patch/problem.ts'
import { type SeenFile, type SeenInstall, stateOf } from '../../../../src/core/patch/state.ts'
import {
  build,
  embed,
  journalOf,
  manifest,
  module,
  patchedFiles,
  pristineFiles,
  seenInstall,
  sha,
} from './installs.ts'

const judge = (seen: SeenInstall) => {
  const stated = stateOf(manifest, seen)
  return { ...stated, notes: notesOn(manifest, seen, stated), problem: problemOf(manifest, seen, stated) }
}
const file = (name: string, more: Partial<SeenFile> = {}): SeenFile => ({
  sha256: sha(name),
  lfSha256: sha(name),
  marked: false,
  ...more,
})

describe('the state of an install', () => {
  test.each([
    ['absent', { mergekit: null }],
    ['clean', {}],
    ['patched', { files: patchedFiles }],
    ['half', { files: { ...pristineFiles, [embed]: patchedFiles[embed]! } }],
    ['foreign', { files: { ...pristineFiles, [embed]: file('edited') } }],
    ['foreign', { files: { ...patchedFiles, [build]: file('edited') } }],
    ['foreign', { files: { ...pristineFiles, [module]: file('edited') } }],
    ['half', { files: patchedFiles, journal: journalOf('apply', true) }],
    ['half', { files: pristineFiles, journal: journalOf('revert', true) }],
    ['patched', { files: patchedFiles, journal: journalOf('apply', false) }],
  ] as const)('is %s', (state, changes) => {
    expect(judge(seenInstall(changes)).state).toBe(state)
  })

  test('is clean while an apply has only written its journal', () => {
    expect(judge(seenInstall({ journal: journalOf('apply', true) }))).toMatchObject({
      state: 'clean',
      notes: [expect.stringContaining('stale backup or journal')],
    })
  })

  test('is clean again after a reinstall, and says what is left over', () => {
    const files = { ...pristineFiles, [module]: patchedFiles[module]! }
    const judged = judge(seenInstall({ files, journal: journalOf('apply', false), backups: [sha('embed')] }))
    expect(judged.state).toBe('clean')
    expect(judged.files).toContainEqual({ path: module, sha256: sha('module patched'), state: 'orphaned' })
    expect(judged.notes).toEqual([
      expect.stringContaining(`${module} is left over`),
      expect.stringContaining('stale backup or journal of a patch on mergekit 1.0'),
    ])
  })

  test('takes a release with CRLF line ends for what it is', () => {
    const crlf = file('embed with crlf', { lfSha256: sha('embed') })
    expect(judge(seenInstall({ files: { ...pristineFiles, [embed]: crlf } }))).toMatchObject({
      state: 'clean',
      notes: [expect.stringContaining('line endings')],
    })
  })

  test('knows the files of an earlier mergescope by its journal', () => {
    const journal = journalOf('apply', false, { [embed]: ['embed of yesterday'] })
    const files = { ...patchedFiles, [embed]: file('embed of yesterday', { marked: true }) }
    expect(judge(seenInstall({ files, journal }))).toMatchObject({
      state: 'half',
      problem: null,
      notes: expect.arrayContaining([expect.stringContaining('another version of mergescope')]),
    })
  })

  test('takes no word of a journal about another version of mergekit', () => {
    const journal = { ...journalOf('apply', false, { [embed]: ['embed of yesterday'] }), version: '0.9' }
    const files = { ...pristineFiles, [embed]: file('embed of yesterday') }
    expect(judge(seenInstall({ files, journal })).state).toBe('foreign')
  })
})

describe('an install that must be left alone', () => {
  const mergekit = { version: '1.0', location: '/site', editable: null }
  test.each([
    ['mergekit-absent', { mergekit: null }],
    ['mergekit-no-metadata', { mergekit: { ...mergekit, version: null } }],
    ['mergekit-licence', { mergekit: { ...mergekit, version: '0.1' } }],
    ['mergekit-version-unknown', { mergekit: { ...mergekit, version: '3.0' } }],
    ['mergekit-modified', { files: { ...pristineFiles, [embed]: file('edited') } }],
    ['mergekit-modified', { files: { ...pristineFiles, [embed]: { ...file(''), sha256: null } } }],
    ['mergekit-older-patch', { files: { ...pristineFiles, [embed]: file('old', { marked: true }) } }],
    [
      'mergekit-editable-unknown',
      { mergekit: { ...mergekit, editable: '/src' }, files: { ...pristineFiles, [embed]: file('edited') } },
    ],
  ] as const)('ends with %s, its own code and a hint', (code, changes) => {
    const { problem } = judge(seenInstall(changes))
    expect(problem).toMatchObject({ code, exitCode: 5 })
    expect(problem?.hint).toBeTruthy()
  })

  test('names the edited file with the hash it has and the hashes it should have', () => {
    const { problem } = judge(seenInstall({ files: { ...pristineFiles, [embed]: file('edited') } }))
    for (const part of [embed, sha('edited'), sha('embed'), sha('embed patched')])
      expect(problem?.message).toContain(part)
    expect(problem?.hint).toContain('pip install --force-reinstall --no-deps mergekit==1.0')
  })

  test('is not called an older embed_v2d when another file was edited too', () => {
    const files = { ...pristineFiles, [embed]: file('old', { marked: true }), [build]: file('edited') }
    expect(judge(seenInstall({ files })).problem?.code).toBe('mergekit-modified')
  })
})

describe('the plan', () => {
  const planned = (seen: SeenInstall, plan = planApply) => plan(manifest, seen, stateOf(manifest, seen))
  const kinds = (seen: SeenInstall, plan = planApply) =>
    planned(seen, plan).map((step) => ('path' in step ? `${step.kind} ${step.path}` : step.kind))

  test('backs up and stages before it changes a file, and puts modules before the files that import them', () => {
    expect(kinds(seenInstall({}))).toEqual([
      'journal',
      `backup ${embed}`,
      `backup ${build}`,
      `stage ${module}`,
      `stage ${embed}`,
      `stage ${build}`,
      `patch ${module}`,
      `patch ${embed}`,
      `patch ${build}`,
      'confirm',
      'tidy',
      'close',
    ])
  })

  test('takes a module away only when nothing imports it any more', () => {
    const seen = seenInstall({ files: patchedFiles, journal: journalOf('apply', false) })
    expect(kinds(seen, planRevert)).toEqual([
      'journal',
      `stage ${build}`,
      `stage ${embed}`,
      `restore ${build}`,
      `restore ${embed}`,
      `remove ${module}`,
      'confirm',
      'tidy',
      'close',
    ])
  })

  test('has nothing to do where all is done', () => {
    expect(kinds(seenInstall({ files: patchedFiles, journal: journalOf('apply', false) }))).toEqual([])
    expect(kinds(seenInstall({}), planRevert)).toEqual([])
  })

  test('keeps the original of the first apply when a later one renews a file', () => {
    const journal = journalOf('apply', false, { [embed]: ['embed of yesterday'] })
    const files = { ...patchedFiles, [embed]: file('embed of yesterday') }
    const [first] = planned(seenInstall({ files, journal }))
    const line = first?.kind === 'journal' && first.journal.files.find((file) => file.path === embed)
    expect(line).toEqual({
      path: embed,
      original: sha('embed'),
      written: [sha('embed patched'), sha('embed of yesterday')],
    })
  })

  test('never restores the bytes of another version', () => {
    const journal = { ...journalOf('apply', false), version: '0.9' }
    const files = { ...pristineFiles, [module]: patchedFiles[module]! }
    const steps = kinds(seenInstall({ files, journal, backups: [sha('embed of 0.9')] }), planRevert)
    expect(steps).toEqual(['journal', `remove ${module}`, 'confirm', 'tidy', 'close'])
  })

  test('names the files whose originals are lost', () => {
    const seen = seenInstall({
      files: patchedFiles,
      journal: journalOf('apply', false),
      backups: [sha('build')],
    })
    expect(missingBackups(seen, planned(seen, planRevert))).toEqual([embed])
    expect(judge(seen).notes).toEqual([expect.stringContaining(`no whole backup of ${embed}`)])
  })

  test('removes a module that an earlier patch added and this one does not have', () => {
    const retired = 'mergekit/tokenizer/mergescope_old.py'
    const journal = journalOf('apply', false, { [retired]: ['old'] }, { [retired]: null })
    const seen = seenInstall({ files: { ...patchedFiles, [retired]: file('old') }, journal })
    expect(kinds(seen)).toContain(`remove ${retired}`)
    expect(kinds(seen, planRevert)).toContain(`remove ${retired}`)
  })

  test.each(['../../victim.py', 'mergekit/merge.py', '/etc/mergescope_x.py'])(
    'does not let a forged journal reach %s',
    (path) => {
      const journal = journalOf('apply', false, { [path]: ['theirs'] }, { [path]: null })
      const seen = seenInstall({ files: { ...patchedFiles, [path]: file('theirs') }, journal })
      expect([...kinds(seen), ...kinds(seen, planRevert)].join()).not.toContain(path)
    },
  )
})
