import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { beforeAll, describe, expect, test } from 'vitest'
import { MergescopeError } from '../../../src/core/errors.ts'
import { newestMergekit } from '../../../src/core/mergekit/known.ts'
import { commandTree } from '../../support/command-tree.ts'
import { repositoryRoot, testPython } from '../../support/python.ts'
import { type Ended, runInShell } from '../../support/shell.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

/** What is needed to make each kind of fault: a command line that is right, and one with a path that is not there. */
interface Row {
  readonly right: readonly string[]
  readonly missingPath: readonly string[] | null
  /** Which schema its answer has; null: it prints no JSON. */
  readonly schema: string | null
}
const nowhere = './not/there'
const rows: Readonly<Record<string, Row>> = {
  run: { right: ['config.yml', '-o', 'out'], missingPath: [`${nowhere}.yml`, '-o', 'out'], schema: 'event' },
  inspect: { right: ['config.yml'], missingPath: [`${nowhere}.yml`], schema: 'inspect' },
  'inspect MODEL': { right: ['./model'], missingPath: [nowhere], schema: 'inspect' },
  download: { right: ['./model'], missingPath: [nowhere], schema: 'event' },
  cache: { right: [], missingPath: null, schema: 'cache' },
  'cache remove': { right: ['org/none', '--yes'], missingPath: ['org/none', '--yes'], schema: 'cache' },
  audit: { right: ['merge.log'], missingPath: [nowhere], schema: 'audit' },
  'audit --follow': { right: ['merge.log'], missingPath: [nowhere], schema: 'event' },
  xray: {
    right: ['./model', '--base', './model', '--donors', './other'],
    missingPath: [nowhere, '--base', './model', '--donors', './other'],
    schema: 'xray',
  },
  'patch status': { right: [], missingPath: null, schema: 'patch' },
  'patch apply': { right: [], missingPath: null, schema: 'patch' },
  'patch revert': { right: [], missingPath: null, schema: 'patch' },
  patch: { right: ['status'], missingPath: null, schema: 'patch' },
  doctor: { right: ['--offline'], missingPath: null, schema: 'doctor' },
  completion: { right: ['bash'], missingPath: null, schema: null },
  man: { right: [], missingPath: null, schema: null },
  setup: { right: ['--environment', 'environment'], missingPath: null, schema: 'event' },
  demo: { right: ['--skip-stock'], missingPath: null, schema: 'event' },
  verify: { right: ['./model'], missingPath: [nowhere], schema: 'verify' },
  'verify --deep': { right: ['./model'], missingPath: [nowhere], schema: 'verify' },
  'verify --against': {
    right: ['config.yml', './model'],
    missingPath: [`${nowhere}.yml`, './model'],
    schema: 'verify',
  },
  report: { right: ['./model'], missingPath: [nowhere], schema: 'run' },
  'report A B': { right: ['./model', './other'], missingPath: ['./model', nowhere], schema: 'comparison' },
}
const wordsOf = (name: string) => name.replace(/ [A-Z].*$/, '').split(' ')

/** Every command that there is, with its options. */
const registered = commandTree()
const commandOf = (name: string) => {
  const words = wordsOf(name).filter((word) => !word.startsWith('-'))
  return registered.get(words.join(' '))!
}
const has = (name: string, option: string) => {
  const command = commandOf(name)
  return [...command.options, ...(command.parent?.options ?? [])].some(({ long }) => long === option)
}

const { path } = temporaryFolder()
const env = () => ({
  ...process.env,
  HOME: path('home'),
  XDG_DATA_HOME: path('home'),
  HF_HOME: path('hub'),
  HF_HUB_OFFLINE: '1',
  MERGESCOPE_PYTHON: testPython(),
})
beforeAll(() => {
  for (const folder of ['model', 'other', 'home']) mkdirSync(path(folder), { recursive: true })
  writeFileSync(
    path('config.yml'),
    'merge_method: linear\nmodels: [{model: ./model, parameters: {weight: 1}}]\n',
  )
  writeFileSync(path('merge.log'), 'nothing\n')
  process.chdir(path())
})

const ajv = new Ajv2020({ formats: { 'date-time': (text: string) => !Number.isNaN(Date.parse(text)) } })
function validate(name: string, text: string): Record<string, unknown> {
  const schema = () =>
    JSON.parse(readFileSync(join(repositoryRoot, 'docs', 'schema', `${name}.json`), 'utf8'))
  const check = ajv.getSchema(name) ?? ajv.compile({ ...schema(), $id: name })
  const document = JSON.parse(text)
  check(document)
  expect([text, check.errors ?? []]).toEqual([text, []])
  return document
}

/** Exactly one document (of a job: one last line), which says what went wrong; the rest of stdout is empty. */
function expectAnswer(name: string, { stdout }: Ended): void {
  const { schema } = rows[name]!
  const text = schema === 'event' ? stdout.trimEnd().split('\n').at(-1)! : stdout
  const document = validate(schema ?? 'error', text)
  const findings = (document.findings as { severity: string }[] | undefined) ?? []
  const problems = (document.checks as { status: string }[] | undefined) ?? []
  const isTold =
    document.error != null ||
    findings.some(({ severity }) => severity === 'error') ||
    problems.some(({ status }) => status === 'problem')
  expect([text, isTold]).toEqual([text, true])
  if (schema === 'event') {
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => validate('event', line))
    expect(lines.filter(({ event }) => event === 'result')).toHaveLength(1)
  }
}

test('the table has every command that there is', () => {
  expect(new Set(Object.keys(rows).map((name) => commandOf(name)))).toEqual(new Set(registered.values()))
})

interface Fault {
  readonly code: number
  readonly argv: (name: string, row: Row) => readonly string[] | null
  readonly signal?: () => AbortSignal
}
const aborted = () => {
  const controller = new AbortController()
  controller.abort(new MergescopeError('cancelled', 'cancelled'))
  return controller.signal
}
const faults: Readonly<Record<string, Fault>> = {
  'an unknown option': { code: 2, argv: (_, { right }) => [...right, '--no-such-option'] },
  'an argument too many': {
    code: 2,
    argv: (name, { right }) =>
      name === 'report' ||
      commandOf(name).registeredArguments.some(({ variadic }) => variadic) ||
      commandOf(name).commands.length > 0
        ? null
        : ['one', 'two', 'three', ...right],
  },
  'no argument': {
    code: 2,
    argv: (name) =>
      name !== 'report A B' && commandOf(name).registeredArguments.some(({ required }) => required)
        ? []
        : null,
  },
  'an option without its value': { code: 2, argv: (_, { right }) => [...right, '--json', '--cache'] },
  'a path that is not there': { code: 2, argv: (_, { missingPath }) => missingPath },
  'a word that could be the name of a model on the Hub, where nothing is fetched': {
    code: 2,
    argv: (name, { missingPath }) =>
      /^(verify|report)/.test(name)
        ? missingPath!.map((word) => (word === nowhere ? 'nowhere' : word))
        : null,
  },
  // A model on the Hub that a command would fetch if it might: it is offline that is in the way.
  'such a word for an output that xray takes': {
    code: 1,
    argv: (name, { missingPath }) =>
      name === 'xray' ? missingPath!.map((word) => (word === nowhere ? 'nowhere' : word)) : null,
  },
  'such a word for a base': {
    code: 1,
    argv: (name, { right }) => (name === 'xray' ? right.with(2, 'org/nowhere') : null),
  },
  'a Python that is not there': {
    code: 5,
    argv: (name, { right }) =>
      name === 'patch' || name === 'verify' || name === 'verify --against' || !has(name, '--python')
        ? null
        : [...right, '--python', '/not/there/python'],
  },
  'a Ctrl-C': {
    code: 130,
    // What only prints what it has in hand is done before anybody can press a key.
    argv: (name, { right }) =>
      /^(cache|completion|man|report|audit --follow|patch|doctor)/.test(name) ? null : right,
    signal: aborted,
  },
}

describe.each(Object.entries(faults))('%s', (_, fault) => {
  test.each(Object.entries(rows))(
    '%s says so in one JSON document, and by its exit code',
    async (name, row) => {
      const words = fault.argv(name, row)
      if (words === null) return
      const ended = await runInShell(
        [...wordsOf(name), ...words, ...(words.includes('--json') ? [] : ['--json'])],
        env(),
        fault.signal?.(),
      )
      expectAnswer(name, ended)
      expect([name, ended.code, ended.stderr]).toEqual([
        name,
        fault.code,
        expect.stringMatching(/^error: |^$/m),
      ])
    },
  )
})

test('a word that is no command, and --json in front', async () => {
  for (const argv of [
    ['inpsect', 'x', '--json'],
    ['--json', 'inpsect', 'x'],
    ['--jsno', '--json'],
  ]) {
    const ended = await runInShell(argv, env())
    expect(ended.code).toBe(2)
    const { error } = validate('error', ended.stdout)
    if (argv.includes('inpsect')) expect(error).toMatchObject({ hint: 'did you mean inspect?' })
  }
  const { stdout, code } = await runInShell(['--json', 'inspect', nowhere], env())
  expect(code).toBe(2)
  validate('inspect', stdout)
})

test.each([
  [['inpsect', 'config.yml'], 'inspect'],
  [['run', 'config.yml', '-o', 'out', '--ovrewrite'], '--overwrite'],
  [['run', 'config.yml', '-o', 'out', '--device', 'cdua'], 'cuda'],
  [['run', 'config.yml', '-o', 'out', '--missing-rows', 'zreo'], 'zero'],
  [['inspect', 'config.yml', '--mergekit', '0.15'], newestMergekit.version],
  [['completion', 'bsah'], 'bash'],
  [['patch', 'aply'], 'apply'],
  [['cache', 'rmove', 'org/a'], 'remove'],
  [['inspect', 'config.yml', '--cuda'], 'mergescope run'],
] as const)('%j: says what was probably meant', async (argv, meant) => {
  const { stderr, code } = await runInShell(argv, env())
  expect(code).toBe(2)
  expect(stderr).toMatch(/^error: .*\nhint: /)
  expect(stderr).toContain(meant)
})
