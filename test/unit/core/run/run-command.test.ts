import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { runCommand } from '../../../../src/core/run/run-command.ts'
import { type SettingName, settingNames } from '../../../../src/core/run/settings.ts'
import { shellCommand } from '../../../../src/core/text/shell-words.ts'

const values: Readonly<Record<SettingName, string>> = {
  device: 'cuda:1',
  ray: 'head:6379',
  memory: '2GiB',
  threads: '3',
  seed: '7',
  shardSize: '5B',
  audit: 'full',
}

test('the command of the screens has every option that was set, and a shell reads it as it is meant', () => {
  fc.assert(
    fc.property(
      fc.subarray([...settingNames]),
      fc.constantFrom('my merge.yml', "it's.yml", '模型.yml'),
      (set, recipe) => {
        const settings = new Map(set.map((name) => [name, values[name]] as const))
        const command = runCommand({ recipe, output: 'out 2', settings, flags: ['--overwrite'] })
        for (const name of set) expect(command).toContain(values[name])
        const printed = execFileSync('sh', ['-c', `printf '%s\\n' ${shellCommand(command)}`], {
          encoding: 'utf8',
        })
        expect(printed.trimEnd().split('\n')).toEqual(command)
      },
    ),
    { numRuns: 15 },
  )
})
