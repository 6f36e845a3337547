import { findingCodes } from './codes.ts'
import { configCodes } from './config-codes.ts'
import { donorCodes } from './donor-codes.ts'
import { machineCodes } from './machine-codes.ts'
import type { FindingMeaning } from './meaning.ts'
import { vocabularyCodes } from './vocabulary-codes.ts'

/** The text of docs/findings.md. */
export function findingsDocument(): string {
  const tables = [
    ['The config', 'Any error here ends with exit code 2.', configCodes],
    ['Donors', 'Any error here ends with exit code 3.', donorCodes],
    ['Vocabularies', 'Any error here ends with exit code 3.', vocabularyCodes],
    ['The machine', 'Any error here ends with exit code 3.', machineCodes],
  ] as const
  return [
    '# Findings',
    '',
    '<!-- Generated from src/core/findings; `npx vitest run test/unit/core/findings -u` regenerates it. -->',
    '',
    `What \`mergescope inspect\` and \`mergescope run\` can find out before anything large is read: ${Object.keys(findingCodes).length} codes.`,
    'A finding has a code that stays, a severity, the donor it is about, one sentence and one hint.',
    'An error blocks the merge, a warning is worth reading, an info is shown with `-v`.',
    '',
    ...tables.flatMap(([title, about, codes]) => [
      `## ${title}`,
      '',
      about,
      '',
      '| code | severity | meaning | what to do |',
      '|---|---|---|---|',
      ...Object.entries<FindingMeaning>(codes).map(
        ([code, { severity, meaning, hint }]) =>
          `| \`${code}\` | ${severity} | ${cell(meaning)} | ${cell(hint ?? '')} |`,
      ),
      '',
    ]),
  ].join('\n')
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', '<br>')
