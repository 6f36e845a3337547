import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { root } from './run.mjs'

const modules = join(root, 'node_modules')
/** Written last, so that an install that was killed leaves none and is done again. */
const stamp = join(modules, '.mergescope-stamp')
const lock = join(root, '.cache', 'npm-ci.lock')

/** Makes node_modules what package-lock.json says; 0 when it is that. Takes a millisecond when it was already. */
export async function ensureModules() {
  const wanted = fingerprint()
  if (read(stamp) === wanted) return 0
  mkdirSync(join(root, '.cache'), { recursive: true })
  const release = await takeTurn()
  try {
    const code = read(stamp) === wanted || npmSaysWhole() ? 0 : await install()
    if (code === 0) writeFileSync(stamp, wanted)
    return code
  } finally {
    release()
  }
}

function fingerprint() {
  const hash = createHash('sha256').update(readFileSync(join(root, 'package-lock.json')))
  return `${hash.digest('hex')} ${process.platform}-${process.arch}`
}

/** npm ends every install of its own with a list of what it put there: then a developer has run npm by hand. */
function npmSaysWhole() {
  const there = JSON.parse(read(join(modules, '.package-lock.json')) ?? '{}').packages ?? {}
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
  return Object.entries(packages).every(
    ([path, { version, optional }]) => path === '' || optional || there[path]?.version === version,
  )
}

function read(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

async function install() {
  const began = Date.now()
  const seconds = () => `${Math.round((Date.now() - began) / 1000)} s`
  say('node_modules: installing Node 22 and the packages of package-lock.json, about 500 MB')
  rmSync(stamp, { force: true })
  const tell = setInterval(() => say(`node_modules: ${megabytes(modules)} MB, ${seconds()}`), 5000)
  const { code, output } = await npm(['ci', '--no-progress', '--loglevel=error'])
  clearInterval(tell)
  if (code === 0) say(`node_modules: done, ${megabytes(modules)} MB in ${seconds()}`)
  else {
    say(output.trimEnd().split('\n').slice(0, 20).join('\n'))
    say(`error: npm ci ended with ${code}`)
    say('hint: see whether the network and the npm registry can be reached, then run the same command again')
  }
  return code
}

/** npm sets npm_execpath for what it runs; without it (plain `node bin/task.mjs`) the one in PATH is taken. */
function npm(args) {
  const script = process.env.npm_execpath
  const own = script?.endsWith('npm-cli.js')
  const command = own ? process.execPath : process.platform === 'win32' ? 'npm.cmd' : 'npm'
  return new Promise((settle) => {
    const child = spawn(command, own ? [script, ...args] : args, {
      cwd: root,
      shell: !own && process.platform === 'win32',
      stdio: ['ignore', 'pipe', 'pipe'],
      // A user's `omit=dev` would leave out the Node that we need; npm hands its own settings on as variables.
      env: { ...process.env, NODE_ENV: '', npm_config_omit: '', npm_config_global: 'false' },
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += data))
    child.once('error', (error) => settle({ code: 1, output: `cannot start npm: ${error.message}` }))
    child.once('close', (code) => settle({ code, output }))
  })
}

/** Bytes in a folder, in megabytes. npm makes all folders at once and then fills them, so counting them says little. */
function megabytes(folder) {
  let bytes = 0
  const walk = (path) => {
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      const inside = join(path, entry.name)
      if (entry.isDirectory()) walk(inside)
      else if (entry.isFile()) {
        const { size, nlink } = statSync(inside)
        bytes += size / nlink // Node's own binary lies there under two names.
      }
    }
  }
  try {
    walk(folder)
  } catch {
    // npm moves folders about while it works; the next look counts again.
  }
  return Math.round(bytes / 1e6)
}

/** One install at a time in a checkout. A lock that nobody has touched for ten seconds is a dead one's. */
async function takeTurn() {
  for (let told = false; ; told = true) {
    try {
      mkdirSync(lock)
      break
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
    if (age(lock) > 10_000) rmSync(lock, { recursive: true, force: true })
    else if (!told) say('node_modules: another install is under way, waiting for it')
    await new Promise((wake) => setTimeout(wake, 500))
  }
  const beat = setInterval(() => writeFileSync(join(lock, 'alive'), String(process.pid)), 2000)
  return () => {
    clearInterval(beat)
    rmSync(lock, { recursive: true, force: true })
  }
}

function age(folder) {
  try {
    return Date.now() - Math.max(statSync(folder).mtimeMs, statSync(join(folder, 'alive')).mtimeMs)
  } catch {
    try {
      return Date.now() - statSync(folder).mtimeMs
    } catch {
      return 0
    }
  }
}

/** To stderr: stdout belongs to the task. */
function say(line) {
  process.stderr.write(`${line}\n`)
}
