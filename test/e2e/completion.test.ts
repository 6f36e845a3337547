import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { spawn } from '@lydell/node-pty'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { knownMergekits } from '../../src/core/mergekit/known.ts'
import { mergescope } from '../support/cli.ts'
import { needing } from '../support/needs.ts'

const run = promisify(execFile)
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mergescope-completion-'))
  await writeFile(join(folder, 'config.yml'), '')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Writes the script of a shell where that shell looks for it by name. */
async function install(shell: string, name: string): Promise<string> {
  const { stdout } = await mergescope(['completion', shell])
  await writeFile(join(folder, name), stdout)
  return join(folder, name)
}

it('bash offers commands, subcommands, options, their values and files', async () => {
  const script = await install('bash', 'completion.bash')
  const offers = async (...words: string[]) => {
    const list = ['mergescope', ...words].map((word) => `'${word}'`).join(' ')
    const ask = `source ${script}; COMP_WORDS=(${list}); COMP_CWORD=${words.length}; _mergescope; printf '%s\\n' "\${COMPREPLY[@]}"`
    const { stdout } = await run('bash', ['-c', ask], { cwd: folder })
    return stdout.split('\n').filter((line) => line !== '')
  }
  expect(await offers('in')).toEqual(['inspect'])
  // Without a command the screens open with it.
  expect(await offers('conf')).toEqual(['config.yml'])
  expect(await offers('patch', 'ap')).toEqual(['apply'])
  expect(await offers('patch', 'apply', '--dry')).toEqual(['--dry-run'])
  expect(await offers('inspect', '--mergekit', '')).toEqual(knownMergekits.map(({ version }) => version))
  expect(await offers('run', 'conf')).toEqual(['config.yml'])
  expect(await offers('completion', 'z')).toEqual(['zsh'])
})

it('fish offers the same, with descriptions', needing('fish'), async () => {
  const script = await install('fish', 'mergescope.fish')
  const offers = async (line: string) => {
    const { stdout } = await run('fish', ['-c', `source ${script}; complete -C '${line}'`], {
      cwd: folder,
      env: { ...process.env, HOME: folder },
    })
    return stdout.trim().split('\n')
  }
  expect(await offers('mergescope in')).toEqual([expect.stringMatching(/^inspect\twhat each donor is/)])
  expect(await offers('mergescope conf')).toEqual(['config.yml'])
  expect(await offers('mergescope patch ap')).toEqual([expect.stringMatching(/^apply\t/)])
  expect(await offers('mergescope patch apply --dry')).toEqual([expect.stringMatching(/^--dry-run\t/)])
  expect(await offers('mergescope inspect --mergekit 0.1.4')).toEqual([expect.stringMatching(/^0\.1\.4\t/)])
  expect(await offers('mergescope run conf')).toEqual(['config.yml'])
  expect(await offers('mergescope completion z')).toContain('zsh')
})

it('zsh completes at the first Tab, from a folder of fpath', needing('zsh'), async () => {
  await install('zsh', '_mergescope')
  const terminal = spawn('zsh', ['-f', '-i'], { cols: 200, cwd: folder, env: { ...process.env, PS1: '$ ' } })
  let output = ''
  terminal.onData((data) => {
    output += data
  })
  /** Types and waits for what the line has to become. */
  const typed = async (keys: string, shown: string) => {
    output = ''
    terminal.write(keys)
    for (let wait = 0; wait < 400 && !output.includes(shown); wait += 1)
      await new Promise((settle) => setTimeout(settle, 25))
    expect(output).toContain(shown)
    terminal.write('\u0015')
  }
  try {
    await typed(`fpath=(${folder} $fpath); autoload -U compinit; compinit -u -D; echo re''ady\n`, 'ready')
    await typed('mergescope ins\t', 'mergescope inspect')
    await typed('mergescope conf\t', 'mergescope config.yml')
    await typed('mergescope patch ap\t', 'mergescope patch apply')
    await typed('mergescope patch apply --dry\t', 'mergescope patch apply --dry-run')
    await typed('mergescope inspect --mergekit 0\t', '--mergekit 0.1.')
    await typed('mergescope run conf\t', 'mergescope run config.yml')
  } finally {
    terminal.kill()
  }
})
