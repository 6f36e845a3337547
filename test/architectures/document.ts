import { newestMergekit } from '../../src/core/mergekit/known.ts'
import { cameTrue, type Maker, makers, methods, type Outcome, type TypeResult } from './outcome.ts'

const signs: Readonly<Record<Outcome['kind'], string>> = {
  right: '✓',
  failed: 'fails',
  wrong: 'wrong',
  refused: 'refused',
  accused: 'accused',
}

/** One line for people. */
export function summary(results: readonly TypeResult[]): string {
  const merged = mergedOf(results)
  const count = (by: Maker) =>
    methods.map((method) => `${outcomes(merged, by, method).right} ${method}`).join(', ')
  const unforeseen = unforeseenIn(merged).length
  return [
    `${merged.length} types merged of ${results.length}`,
    ...makers.map((by) => `right in ${by}: ${count(by)}`),
    `types of which inspect said ok, and a run did not end well: ${unforeseen}`,
    `forecasts of mergekit that came true: ${share(forecastsIn(merged))}`,
  ].join('; ')
}

/** The text of docs/architectures.md. */
export function architecturesDocument(results: readonly TypeResult[]): string {
  const merged = mergedOf(results)
  const unbuilt = results.filter(({ unbuilt }) => unbuilt !== null)
  const left = results.filter((result) => result.unbuilt === null && !merged.includes(result))
  const worse = merged.filter((result) => methods.some((method) => isWorse(result, method)))
  return [
    '# Model types',
    '',
    '<!-- Generated from test/architectures/record.jsonl, which `npm run test:architectures` writes. -->',
    '',
    `transformers has ${results.length} model types. ${merged.length} of them were built small, with three donors each, and merged with`,
    `\`linear\` and \`ties\`, by mergekit ${newestMergekit.version} as it was released and by mergescope. Right is a result whose tensors have the`,
    "names and shapes of the donors' files and the values of the method's formula, computed in double precision; whose",
    "config.json means what the donors' means; that transformers loads with nothing missing and nothing unexpected; and,",
    'of mergescope, that `inspect` announced and the checks of the output let pass.',
    '',
    '| right, of those merged | linear | ties |',
    '|---|---|---|',
    ...makers.map((by) => {
      const cells = methods.map((method) => share(outcomes(merged, by, method)))
      return `| ${by === 'stock' ? 'mergekit' : 'mergescope'} | ${cells.join(' | ')} |`
    }),
    '',
    `mergescope is worse than mergekit in ${worse.length} types. \`inspect\` announced a merge that did not end well in`,
    `${unforeseenIn(merged).length} types. What it says of mergekit came true in ${share(forecastsIn(merged))} of its merges,`,
    'where a result whose names are others, and that transformers loads as what the formula gives, has to be foreseen to',
    'succeed.',
    '',
    'A merge *fails* where it ends with an error, is *wrong* where its result is, *refused* where `inspect` refuses what',
    'would be right, and *accused* where the checks of the output fail what is right. A dash is a merge not made yet.',
    '',
    '| type | class | mergekit linear | ties | mergescope linear | ties | why not |',
    '|---|---|---|---|---|---|---|',
    ...merged.map(row),
    '',
    '## Not built',
    '',
    '| type | why |',
    '|---|---|',
    ...unbuilt.map(({ type, unbuilt }) => `| ${type} | ${cell(unbuilt!)} |`),
    '',
    ...(left.length === 0
      ? []
      : ['## Not merged yet', '', `${left.length}: ${left.map(({ type }) => type).join(', ')}.`, '']),
  ].join('\n')
}

function row(result: TypeResult): string {
  const { type, merges } = result
  const all = makers.flatMap((by) => methods.map((method) => merges[`${by} ${method}`]))
  const cells = all.map((outcome) => (outcome === undefined ? '–' : signs[outcome.kind]))
  // The first that is not right, mergescope's before mergekit's.
  const reasons = [...all.slice(methods.length), ...all].map((outcome) => outcome?.reason ?? '')
  return `| ${type} | ${result.class} | ${cells.join(' | ')} | ${cell(reasons.find((reason) => reason !== '') ?? '')} |`
}

const mergedOf = (results: readonly TypeResult[]) =>
  results.filter(({ merges }) => Object.keys(merges).some((merge) => merge.startsWith('ours')))

function outcomes(results: readonly TypeResult[], by: Maker, method: string) {
  const kinds = results.flatMap(({ merges }) => merges[`${by} ${method}`]?.kind ?? [])
  return { right: kinds.filter((kind) => kind === 'right').length, all: kinds.length }
}

const unforeseenIn = (results: readonly TypeResult[]) =>
  results.filter(({ merges }) => Object.values(merges).some(({ unforeseen }) => unforeseen))

function forecastsIn(results: readonly TypeResult[]) {
  const told = results.flatMap(({ merges }) =>
    Object.values(merges).filter(({ forecast }) => forecast !== undefined),
  )
  return { right: told.filter(cameTrue).length, all: told.length }
}

const isWorse = ({ merges }: TypeResult, method: string) =>
  merges[`stock ${method}`]?.kind === 'right' && merges[`ours ${method}`]?.kind !== 'right'

const share = ({ right, all }: { readonly right: number; readonly all: number }) =>
  all === 0 ? '–' : `${right} of ${all} (${((100 * right) / all).toFixed(1)} %)`

const cell = (text: string) => {
  const short = text.length > 140 ? `${text.slice(0, 139)}…` : text
  return short
    .replaceAll('`', '')
    .replaceAll('|', '\\|')
    .replaceAll('<', '&lt;')
    .replaceAll('*', '\\*')
    .replaceAll('_', '\\_')
}
