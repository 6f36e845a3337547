import { isSilent } from '../../src/core/model/silent-fields.ts'

type Fields = ReadonlyMap<string, string>

type Table = Readonly<Record<string, Readonly<Record<string, string>>>>

/** The text of src/core/model/usual-values.ts, by `model_type` what its class takes for its fields. */
export const usualValuesFile = (types: Table): string =>
  `${head}export const usualValues = \`\n${linesOf(types, (name) => !isSilent(name))}\n\`\n`

/** The text of src/core/model/config-aliases.ts, by `model_type` the own name of each field that has another one. */
export function configAliasesFile(types: Table): string {
  const some = Object.fromEntries(Object.entries(types).filter(([, names]) => Object.keys(names).length > 0))
  return `${aliasHead}export const configAliases = \`\n${linesOf(some, () => true)}\n\`\n`
}

function linesOf(types: Table, isKept: (name: string) => boolean): string {
  const done = new Map<string, Fields>()
  const lines = Object.entries(types).map(([type, usual]) => {
    const own = new Map(Object.entries(usual).filter(([name]) => isKept(name)))
    const [like, change] = [...done]
      .map(([name, fields]) => [name, changeOf(fields, own)] as const)
      .reduce((a, b) => (b[1].length < a[1].length ? b : a), ['', changeOf(new Map(), own)] as const)
    done.set(type, own)
    return `${type}${like && ` < ${like}`}: ${change.join(' ')}`
  })
  return lines.join('\n')
}

const head = `/**
 * What transformers takes for a field that config.json does not have, as JSON, by \`model_type\`; \`?\`: it works it out
 * from others. Fields that say nothing of weights are left out. Made by test/integration/donor/config-meaning.test.ts
 * from transformers 5.23. \`b < a: -x y=1\` has the fields of \`a\` without x, and y.
 */
`

const aliasHead = `/**
 * Other names that transformers reads fields of config.json by, each with the name that the class of a \`model_type\` has
 * itself. Made by test/integration/donor/config-meaning.test.ts from transformers 5.23. \`b < a: -x y=z\` has the names
 * of \`a\` without x, and y.
 */
`

const changeOf = (before: Fields, own: Fields): readonly string[] => [
  ...[...before.keys()].filter((name) => !own.has(name)).map((name) => `-${name}`),
  ...[...own].filter(([name, text]) => before.get(name) !== text).map(([name, text]) => `${name}=${text}`),
]
