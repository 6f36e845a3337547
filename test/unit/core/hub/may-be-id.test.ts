import { expect, test } from 'vitest'
import { mayBeHubId } from '../../../../src/core/hub/may-be-id.ts'

test.each(['mistral', 'mistralai/', 'mistralai/Mistral-Nemo-Base-2407', 'a-b.c/d_e'])(
  '%s may be on the Hub',
  (text) => {
    expect(mayBeHubId(text, [])).toBe(true)
  },
)

test.each([
  ...['./nemo', '../nemo', '.', '/models/nemo', '~/models', '~', 'C:\\models', 'C:/models', 'd:nemo'],
  ...['merge.yml', 'org/merge.yaml', 'm', '', 'two words', 'a/b/c', 'a@b', '\u001b[2J'],
])('%j is never sent', (text) => {
  expect(mayBeHubId(text, [])).toBe(false)
})

test('what lies on this machine is a path, and is not sent', () => {
  expect(mayBeHubId('donors', ['donors/'])).toBe(false)
  expect(mayBeHubId('nemo', ['nemo'])).toBe(false)
  expect(mayBeHubId('donors/qu', ['donors/quiet'])).toBe(false)
  expect(mayBeHubId('donor', ['donors/'])).toBe(true)
  expect(mayBeHubId('mistralai/Nemo', [])).toBe(true)
})
