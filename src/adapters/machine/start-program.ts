import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'

const windows = process.platform === 'win32'

/** Lists of folders that a system looks through, where an empty or relative entry means the current folder. */
const folderLists = ['PATH', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH', 'DYLD_FALLBACK_LIBRARY_PATH']

/** What makes a shell run a file before it does what it was asked for. */
const shellHooks = ['BASH_ENV', 'ENV']

/** The environment for everything that we start: nothing in it leads into the current folder. */
export function safeEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const safe: NodeJS.ProcessEnv = {}
  for (const [name, value] of Object.entries(env)) {
    const upper = name.toUpperCase()
    if (shellHooks.includes(upper)) continue
    if (!folderLists.includes(upper) || value === undefined) safe[name] = value
    else if (upper === 'PATH') safe[name] = absoluteFolders(value).join(delimiter) || systemPath
    else if (absoluteFolders(value).length > 0) safe[name] = absoluteFolders(value).join(delimiter)
  }
  return safe
}

/** With no PATH at all, some systems look into the current folder. */
const systemPath = windows ? 'C:\\Windows\\System32' : '/usr/bin:/bin'

const absoluteFolders = (list: string) => list.split(delimiter).filter(isAbsolute)

/** The program that a bare name means in PATH, as an absolute path; never one of the current folder. */
export function findProgram(name: string, env: NodeJS.ProcessEnv): string | undefined {
  const list = Object.entries(env).find(([key]) => key.toUpperCase() === 'PATH')?.[1] ?? systemPath
  const names = windows ? [`${name}.exe`, name] : [name]
  return absoluteFolders(list)
    .flatMap((folder) => names.map((file) => join(folder, file)))
    .find(isProgram)
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

/** Starts a program that is found in PATH; null where there is none of that name. */
export function startProgram(
  name: string,
  args: readonly string[],
  options: SpawnOptions & { env: NodeJS.ProcessEnv },
): ChildProcess | null {
  const program = findProgram(name, options.env)
  return program ? spawn(program, [...args], { ...options, env: safeEnvironment(options.env) }) : null
}
