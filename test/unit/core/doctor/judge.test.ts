import { describe, expect, test } from 'vitest'
import { doctorResult } from '../../../../src/core/contract/doctor.ts'
import type { DoctorFacts, EnvironmentSeen } from '../../../../src/core/doctor/facts.ts'
import { judge } from '../../../../src/core/doctor/judge.ts'

const environment: EnvironmentSeen = {
  python: '3.12.4',
  executable: '/env/bin/python',
  packages: { mergekit: '0.1.5', transformers: '5.23.0', pydantic: '2.14.3', 'huggingface-hub': '2.4.0' },
  mergekit: { version: '0.1.5', location: '/env/lib/mergekit', source: null },
  torch: { version: '2.13.0', cuda: null, devices: [], error: null },
}
const healthy: DoctorFacts = {
  mergescope: '0.1.0',
  node: '22.23.3',
  environment: { value: environment },
  managed: true,
  whole: true,
  patch: { value: { state: 'patched', problem: null } },
  gpus: [],
  machine: {
    folder: '/data',
    freeBytes: 1e12,
    cache: '/cache',
    cacheFreeBytes: 1e12,
    memoryBytes: 64e9,
    cores: 8,
  },
  hub: { endpoint: 'https://hub.test', token: true, answer: { value: { user: 'ada' } } },
  terminal: { isTerminal: true, columns: 120, term: 'xterm', unicode: true },
}
const checkOf = (facts: Partial<DoctorFacts>, code: string) =>
  judge({ ...healthy, ...facts }).checks.find((check) => check.code === code)
const withEnvironment = (change: Partial<EnvironmentSeen>) => ({
  environment: { value: { ...environment, ...change } },
})

describe('doctor', () => {
  test('a healthy machine has nothing to mend', () => {
    const result = judge(healthy)
    expect(doctorResult.parse(result)).toEqual(result)
    expect(result.checks.filter(({ status, fix }) => status !== 'ok' || fix !== null)).toEqual([])
  })

  test.each<[string, Partial<DoctorFacts>, string, string, string]>([
    [
      'no environment',
      { environment: { error: 'there is none', fix: null } },
      'python',
      'problem',
      'mergescope setup',
    ],
    ['a half-made environment', { whole: false }, 'environment', 'problem', 'mergescope setup'],
    ['a Python too new', withEnvironment({ python: '3.14.1' }), 'python', 'problem', 'mergescope setup'],
    ['no torch', withEnvironment({ torch: null }), 'torch', 'problem', 'mergescope setup --again'],
    [
      'a GPU that torch cannot use',
      { gpus: ['RTX 6000'] },
      'torch',
      'warning',
      'mergescope setup --torch cuda',
    ],
    ['no mergekit', withEnvironment({ mergekit: null }), 'mergekit', 'problem', 'mergescope setup'],
    ...[
      { version: '0.1.9', location: '', source: null },
      { version: '0.1.5', location: '', source: 'commit 1a2b3c4d5e6f of https://git.test/mergekit' },
    ].map((mergekit): [string, Partial<DoctorFacts>, string, string, string] => [
      `mergekit ${mergekit.version} from ${mergekit.source ?? 'somewhere'}`,
      withEnvironment({ mergekit }),
      'mergekit',
      'warning',
      'mergescope setup --again',
    ]),
    [
      'somebody else’s mergekit without the patch',
      { managed: false, patch: { value: { state: 'clean', problem: null } } },
      'patch',
      'warning',
      'mergescope patch apply',
    ],
    [
      'the Hub out of reach',
      { hub: { ...healthy.hub, answer: { error: 'cannot be reached', fix: 'check the network' } } },
      'hub',
      'warning',
      'check the network',
    ],
    [
      'a token that is refused',
      { hub: { ...healthy.hub, answer: { value: { user: null } } } },
      'hub-token',
      'warning',
      'hf auth login',
    ],
    [
      'little memory',
      { machine: { ...healthy.machine, memoryBytes: 2e9 } },
      'memory',
      'warning',
      'mergescope run --memory 1G CONFIG -o OUT',
    ],
    [
      'a dumb terminal',
      { terminal: { ...healthy.terminal, term: 'dumb' } },
      'terminal',
      'warning',
      'export TERM=xterm-256color',
    ],
  ])('%s', (_name, facts, code, status, fix) => {
    expect(checkOf(facts, code)).toMatchObject({ status, fix })
  })

  test('a broken combination in an environment of your own is mended with its own pip', () => {
    const packages = { ...environment.packages, transformers: '4.57.6' }
    expect(
      checkOf({ ...withEnvironment({ packages }), managed: false }, 'mergekit-0.1.5-transformers-4'),
    ).toMatchObject({
      status: 'problem',
      fix: "/env/bin/python -m pip install 'transformers>=5,<6'",
    })
  })

  test('offline is not a problem', () => {
    expect(checkOf({ hub: { ...healthy.hub, answer: null } }, 'hub')).toMatchObject({ status: 'ok' })
  })
})
