import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'

export interface Traps {
  /** With every variable that could lead a Python, a shell or a search for programs into the folder. */
  readonly env: NodeJS.ProcessEnv
  /** What was run of the folder, which must be nothing. */
  ran(): readonly string[]
  /** Whether a Python that is started without care in the folder does run something of it. */
  catch(): boolean
}

/** Every module that an import could ask for by its first name: of the standard library, and installed. */
const importable = `
import importlib.metadata, json, site, sys
names = {*sys.stdlib_module_names, *importlib.metadata.packages_distributions(), "usercustomize", "sitecustomize", "mergescope"}
print(json.dumps({"names": sorted(name for name in names if name.isidentifier()), "site": site.getusersitepackages()}))`

const programs = [
  'python3',
  'python',
  'bash',
  'sh',
  'ps',
  'git',
  'gcc',
  'ldconfig',
  'uname',
  'nvidia-smi',
  'vi',
]

/** Makes a folder what a cloned repository of a bad person could be. */
export function setTraps(folder: string, python: string, env: NodeJS.ProcessEnv): Traps {
  const at = (name: string) => join(folder, name)
  const { names, site } = JSON.parse(
    execFileSync(python, ['-c', importable], {
      encoding: 'utf8',
      env: { ...env, PYTHONUSERBASE: at('user') },
    }),
  ) as { names: string[]; site: string }
  for (const made of [folder, at('encodings'), site]) mkdirSync(made, { recursive: true })
  const tell = (name: string) =>
    `open(${JSON.stringify(at('ran'))}, "a").write(${JSON.stringify(`${name}\n`)})\n`
  for (const name of names) writeFileSync(at(`${name}.py`), tell(name))
  writeFileSync(at('encodings/__init__.py'), tell('encodings'))
  for (const name of ['usercustomize.py', 'sitecustomize.py', 'json.py'])
    writeFileSync(join(site, name), tell(`user's ${name}`))
  writeFileSync(join(site, 'user.pth'), `import sys; ${tell("user's pth")}`)
  for (const name of programs)
    writeFileSync(at(name), `#!/bin/sh\necho ${name} >> '${at('ran')}'\nexit 1\n`, { mode: 0o755 })
  writeFileSync(at('shell-start'), `echo shell-start >> '${at('ran')}'\n`)
  const trapped = {
    ...env,
    PATH: ['', '.', env.PATH, ''].join(delimiter),
    LD_LIBRARY_PATH: `${delimiter}.`,
    BASH_ENV: './shell-start',
    PYTHONPATH: ['', '.', folder].join(delimiter),
    PYTHONSTARTUP: at('json.py'),
    PYTHONHOME: folder,
    PYTHONUSERBASE: at('user'),
    PYTHONWARNINGS: 'error::json.Oops',
    PYTHONINSPECT: '1',
    PYTHONBREAKPOINT: 'json.breakpoint',
  }
  const ran = () => (existsSync(at('ran')) ? readFileSync(at('ran'), 'utf8').trim().split('\n') : [])
  return {
    env: trapped,
    ran,
    catch: () => {
      // As many variables as are set above, no Python comes as far as to tell what it ran.
      spawnSync(python, ['-c', 'import json'], { cwd: folder, env, input: '' })
      return ran().length > 0
    },
  }
}
