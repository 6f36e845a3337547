import { isObjectUri } from '../../../core/object-uri.ts'
import { runCommand } from '../../../core/run/run-command.ts'
import { settingsOf } from '../../../core/run/settings.ts'
import { shellCommand, shellWord } from '../../../core/text/shell-words.ts'
import type { ResultState } from '../result-state.ts'

/**
 * What would do the same without these screens. The recipe of an older run lies in its record, and is written where its
 * relative donors are found, under a name that the one it was made by hardly has.
 */
export function commandsOf({ run, config }: Pick<ResultState, 'run' | 'config'>): readonly string[] {
  const out = shellWord(run.folder)
  const name = run.folder.slice(run.folder.lastIndexOf('/') + 1)
  const file = config ?? `${name}-recipe.yml`
  const recipe = shellWord(file)
  const record = isObjectUri(run.folder)
    ? `mergescope report ${out} --json | jq -r .config`
    : `jq -r .config ${shellWord(`${run.folder}/mergescope/run.json`)}`
  const { elsewhere = null } = run
  const again = {
    recipe: file,
    output: run.folder.replace(/\.failed(-\d+)?$/, ''),
    settings: settingsOf(run.result.settings ?? {}),
    flags: ['--overwrite'],
  } as const
  return [
    ...(config === null && elsewhere !== null ? [`cd ${shellWord(elsewhere)}`] : []),
    ...(config === null ? [`${record} > ${recipe}`] : []),
    `mergescope inspect ${recipe}`,
    shellCommand(runCommand(again)),
    `mergescope verify ${out} --deep`,
    `mergescope report ${out}`,
  ]
}
