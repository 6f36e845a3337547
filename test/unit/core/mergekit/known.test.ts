import { expect, test } from 'vitest'
import {
  closestMergekit,
  knownMergekit,
  knownMergekits,
  newestMergekit,
  oldestMergekit,
  unknownMergekit,
} from '../../../../src/core/mergekit/known.ts'
import { mergeMethods } from '../../../../src/core/methods.ts'
import { compareVersions } from '../../../../src/core/versions.ts'

test('the list is in the order of the versions, each with the table of its own', () => {
  const versions = knownMergekits.map(({ version }) => version)
  expect(versions).toEqual(versions.toSorted(compareVersions))
  expect(new Set(versions).size).toBe(versions.length)
  for (const { version, methods, architectures } of knownMergekits) {
    expect([version, [...methods.keys()].filter((name) => !mergeMethods.has(name))]).toEqual([version, []])
    expect(architectures.has('LlamaForCausalLM')).toBe(true)
  }
})

test('a known version is itself, with zeros behind it or a local build of it', () => {
  for (const mergekit of knownMergekits) {
    const { version } = mergekit
    for (const spelt of [version, `${version}.0`, `${version}+cu130`, `v${version}`, ` ${version} `]) {
      expect(knownMergekit(spelt)).toBe(mergekit)
      expect(closestMergekit(spelt)).toBe(mergekit)
      expect(unknownMergekit(spelt)).toBeNull()
    }
  }
})

test('of an unknown one the last known before it is predicted, and that is said', () => {
  const newest = newestMergekit.version
  expect(closestMergekit(null)).toBe(newestMergekit)
  for (const [version, closest] of [
    ['0.0.9', oldestMergekit],
    [`${oldestMergekit.version}.dev0`, oldestMergekit],
    [`${newest}.post1`, newestMergekit],
    [`${newest}.10`, newestMergekit],
    [`${newest}.dev0`, knownMergekits.at(-2)!],
    ['99.0', newestMergekit],
    ['0.1.4.dev3+gabc123', oldestMergekit],
  ] as const) {
    expect([version, knownMergekit(version)]).toEqual([version, null])
    expect([version, closestMergekit(version).version]).toEqual([version, closest.version])
    expect(unknownMergekit(version)).toContain(
      `mergekit ${version} is not known to mergescope, which knows ${knownMergekits.map((known) => known.version).join(' and ')}`,
    )
    expect(unknownMergekit(version)).toContain(`what ${closest.version} does`)
  }
})
