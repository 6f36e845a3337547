import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, test } from 'vitest'
import { parseLenientJson } from '../../../src/core/json/lenient.ts'
import { configFacts } from '../../../src/core/model/config-facts.ts'
import { configMeaning } from '../../../src/core/model/config-meaning.ts'
import { isRawObject, type RawObject } from '../../../src/core/model/raw-values.ts'
import { isSilent } from '../../../src/core/model/silent-fields.ts'
import { repositoryRoot, testPython } from '../../support/python.ts'
import { configAliasesFile, usualValuesFile } from '../../support/usual-values.ts'

interface Made {
  readonly whole: RawObject
  readonly short: RawObject
  readonly usual: Readonly<Record<string, string>>
  readonly aliases: Readonly<Record<string, string>>
}

let types: readonly (readonly [type: string, made: Made])[] = []
beforeAll(async () => {
  const script = join(repositoryRoot, 'test', 'support', 'config_defaults.py')
  const { stdout } = await promisify(execFile)(testPython(), [script], { maxBuffer: 1e8 })
  types = Object.entries(parseLenientJson(new TextEncoder().encode(stdout)) as Record<string, Made>)
}, 180_000)

/** The paths whose meaning differs. */
function differing(left: RawObject, right: RawObject): readonly string[] {
  const [ours, theirs] = [configMeaning(left), configMeaning(right)]
  return [...ours].flatMap(([field, { path, text }]) =>
    theirs.has(field) && theirs.get(field)!.text !== text ? [path] : [],
  )
}

/** Every value of a config, parts and all; a list is one value. */
function leaves(value: RawObject, at: readonly string[] = []): readonly (readonly string[])[] {
  return Object.entries(value).flatMap(([key, each]) =>
    isRawObject(each) && key !== 'id2label' ? leaves(each, [...at, key]) : [[...at, key]],
  )
}

const valueAt = (value: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((inner, key) => (isRawObject(inner) ? inner[key] : undefined), value)

function changed(value: RawObject, [key = '', ...rest]: readonly string[]): RawObject {
  const own = value[key]
  return { ...value, [key]: rest.length > 0 ? changed(own as RawObject, rest) : another(own) }
}

/** Another value of the same kind. */
function another(value: unknown): unknown {
  if (typeof value === 'boolean') return !value
  if (typeof value === 'number') return value === -1 ? 7 : value * 2 + 1
  if (typeof value === 'string') return `${value}_other`
  if (Array.isArray(value)) return value.length > 0 ? value.with(0, another(value[0])) : [1]
  return isRawObject(value) ? { ...value, 0: 'other', 1: 'another' } : 7
}

/** What all parts have and the whole alone decides, what another field overrides, and null where it is worked out. */
function isIdle(whole: RawObject, path: readonly string[], usual: Made['usual']): boolean {
  const name = path.at(-1)!
  const section = valueAt(whole, path.slice(0, -1)) as RawObject
  if (path.length === 1 && whole[name] === null && usual[name] === '?') return true
  if (path.length > 1 && /^(tie_word_embeddings|id2label|problem_type|is_encoder_decoder)$/.test(name))
    return true
  if (/^(sliding_window|max_window_layers)$/.test(name)) return section.use_sliding_window === false
  if (name === 'type') return 'rope_type' in section
  return /^rope_(theta|scaling)$/.test(name) && isRawObject(section.rope_parameters)
}

describe('over every config class of transformers', () => {
  test('a value that differs is told, unless its field says nothing of weights', () => {
    const silent = new Set<string>()
    let tried = 0
    for (const [type, made] of types) {
      const whole = { ...made.whole, id2label: { 0: 'no', 1: 'yes' } }
      for (const path of leaves(whole)) {
        if (path.some((key) => isSilent(key) || /generation/.test(key)) || isIdle(whole, path, made.usual))
          continue
        tried++
        if (differing(whole, changed(whole, path)).length === 0) silent.add(`${type}: ${path.join('.')}`)
      }
    }
    expect([...silent]).toEqual([])
    expect(types.length).toBeGreaterThan(700)
    expect(tried).toBeGreaterThan(15_000)
  })

  test('what is left out because it is usual is no difference', () => {
    const noise = types.flatMap(([type, { whole, short }]) =>
      differing(whole, short).map((path) => `${type}: ${path}`),
    )
    expect(noise).toEqual([])
  })

  test('a field that only one of two has is told where the usual value is another', () => {
    const missed = types.flatMap(([type, { whole, usual }]) =>
      Object.keys(usual)
        .filter((name) => usual[name] !== '?' && !isSilent(name) && !/^tie_|^rope_theta$/.test(name))
        .filter((name) => name in whole && whole[name] !== null && !isIdle(whole, [name], usual))
        .filter((name) => {
          const { [name]: own, ...without } = whole
          return differing({ ...whole, [name]: another(own) }, without).length === 0
        })
        .map((name) => `${type}: ${name}`),
    )
    expect(missed).toEqual([])
  })

  test('a field by its other name is the same field', () => {
    let tried = 0
    const noise = types.flatMap(([type, { whole, usual, aliases }]) =>
      Object.entries(aliases).flatMap(([other, own]) => {
        if (!(own in whole)) return []
        tried++
        const { [own]: value, ...rest } = whole
        const called = { ...rest, [other]: value }
        const { raw, ...facts } = configFacts(whole)
        expect(configFacts(called), `${type}: ${other}`).toEqual({ ...facts, raw })
        const unlike = isSilent(own) || isIdle(whole, [own], usual) || usual[own] === undefined
        const missed = !unlike && differing(whole, { ...rest, [other]: another(value) }).length === 0
        return [...differing(whole, called), ...(missed ? ['another value is not told'] : [])].map(
          (path) => `${type}: ${other} for ${own}: ${path}`,
        )
      }),
    )
    expect(noise).toEqual([])
    expect(tried).toBeGreaterThan(300)
  })

  test('the table of other names is that of this transformers', async () => {
    const aliases = Object.fromEntries(types.map(([type, made]) => [type, made.aliases]))
    const file = join(repositoryRoot, 'src', 'core', 'model', 'config-aliases.ts')
    await expect(configAliasesFile(aliases)).toMatchFileSnapshot(file)
  })

  test('the table of usual values is that of this transformers', async () => {
    const usual = Object.fromEntries(types.map(([type, made]) => [type, made.usual]))
    const file = join(repositoryRoot, 'src', 'core', 'model', 'usual-values.ts')
    await expect(usualValuesFile(usual)).toMatchFileSnapshot(file)
  })
})
