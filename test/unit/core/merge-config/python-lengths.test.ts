import { expect, test } from 'vitest'
import { checkMergeConfig } from '../../../../src/core/merge-config/check.ts'
import { parseMergeConfig } from '../../../../src/core/merge-config/parse.ts'
import { closestMergekit } from '../../../../src/core/mergekit/known.ts'

const rows = ['a', 'é', '漢', '😀'].flatMap((char) =>
  [17, 18, 19, 20, 21].map((length) => [length, char] as const),
)

test.each(rows)('a template of %i characters, most of them %s, is as long as for Python', (length, char) => {
  const template = `{{ x }}${char.repeat(length - 7)}`
  const text = `merge_method: passthrough\nmodels:\n  - model: org/a\nchat_template: "${template}"\n`
  const codes = checkMergeConfig(parseMergeConfig(text), closestMergekit(null)).map(({ code }) => code)
  expect(codes).toEqual(length < 20 ? ['chat-template-invalid'] : [])
})

test.each(['k', '漢', '😀'].flatMap((char) => [600, 1024, 1025].map((length) => [length, char] as const)))(
  'a key of %i times %s is as long as for PyYAML',
  (length, char) => {
    const text = `merge_method: linear\nmodels: []\n${char.repeat(length)}: 1\n`
    const said = parseMergeConfig(text).findings.map(({ message }) => message)
    expect(said.some((message) => message.includes('longer than 1024'))).toBe(length > 1024)
  },
)
