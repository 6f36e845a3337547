import { makers, methods, type Outcome, type TypeResult } from './outcome.ts'

const signs: Readonly<Record<Outcome['kind'], string>> = {
  right: '✓',
  failed: 'fails',
  wrong: 'wrong',
  refused: 'refused',
  accused: 'accused',
}

/** One line for people. */
export function summary(results: readonly TypeResult[]): string {
  const built = builtOf(results)
  const count = (by: string) =>
    methods.map((method) => `${rightIn(built, `${by} ${method}`)} ${method}`).join(', ')
  const all = built.flatMap(({ merges }) => Object.entries(merges))
  const unforeseen = all.filter(([, { unforeseen }]) => unforeseen).length
  return [
    `${built.length} types built of ${results.length}`,
    ...makers.map((by) => `right in ${by}: ${count(by)}`),
    `inspect said ok, and the run did not end well: ${unforeseen}`,
  ].join('; ')
}

/** The text of docs/architectures.md. */
export function architecturesDocument(results: readonly TypeResult[]): string {
  const built = builtOf(results)
  const unbuilt = results.filter((result) => result.unbuilt !== null)
  const worse = built.filter((result) => methods.some((method) => isWorse(result, method)))
  return [
    '# Model types',
    '',
    '<!-- Generated from test/architectures/record.jsonl, which `npm run test:architectures` writes. -->',
    '',
    `transformers has ${results.length} model types. ${built.length} of them were built small, with three donors each, and merged with`,
    '`linear` and `ties`, by mergekit 0.1.5 as it was released and by mergescope. Right is a result whose tensors have the',
    "names and shapes of the donors' files and the values of the method's formula, computed in double precision; whose",
    "config.json means what the donors' means; that transformers loads with nothing missing and nothing unexpected; and,",
    'of mergescope, that `inspect` announced and the checks of the output let pass.',
    '',
    '| | linear | ties |',
    '|---|---|---|',
    ...makers.map((by) => {
      const cells = methods.map((method) => share(rightIn(built, `${by} ${method}`), built.length))
      return `| right in ${by === 'stock' ? 'mergekit' : 'mergescope'} | ${cells.join(' | ')} |`
    }),
    '',
    `mergescope is worse than mergekit in ${worse.length} types. inspect announced a merge that did not end well in`,
    `${built.filter(({ merges }) => Object.values(merges).some(({ unforeseen }) => unforeseen)).length} types.`,
    '',
    'A merge *fails* where it ends with an error, is *wrong* where its result is, *refused* where `inspect` refuses what',
    'would be right, and *accused* where the checks of the output fail what is right.',
    '',
    '| type | class | mergekit linear | ties | mergescope linear | ties | why not |',
    '|---|---|---|---|---|---|---|',
    ...built.map(row),
    '',
    '## Not built',
    '',
    '| type | why |',
    '|---|---|',
    ...unbuilt.map(({ type, unbuilt }) => `| ${type} | ${cell(unbuilt!)} |`),
    '',
  ].join('\n')
}

function row(result: TypeResult): string {
  const { type, merges } = result
  const cells = makers.flatMap((by) => methods.map((method) => signs[merges[`${by} ${method}`]!.kind]))
  // The first that is not right, mergescope's before mergekit's.
  const reasons = makers
    .toReversed()
    .flatMap((by) => methods.map((method) => merges[`${by} ${method}`]!.reason))
  return `| ${type} | ${result.class} | ${cells.join(' | ')} | ${cell(reasons.find((reason) => reason !== '') ?? '')} |`
}

const builtOf = (results: readonly TypeResult[]) => results.filter(({ unbuilt }) => unbuilt === null)

const rightIn = (results: readonly TypeResult[], merge: string) =>
  results.filter(({ merges }) => merges[merge]!.kind === 'right').length

const isWorse = ({ merges }: TypeResult, method: string) =>
  merges[`stock ${method}`]!.kind === 'right' && merges[`ours ${method}`]!.kind !== 'right'

const share = (count: number, of: number) => `${count} (${((100 * count) / of).toFixed(1)} %)`

const cell = (text: string) => {
  const short = text.length > 140 ? `${text.slice(0, 139)}…` : text
  return short.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('*', '\\*').replaceAll('_', '\\_')
}
