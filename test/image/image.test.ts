import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  appendFileSync,
  chmodSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { beforeAll, describe, expect, test } from 'vitest'
import { inspectResult } from '../../src/core/contract/inspect.ts'
import { copyCheckout } from '../support/checkout-copy.ts'
import { needing } from '../support/needs.ts'
import { repositoryRoot, testPython } from '../support/python.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const folder = temporaryFolder()
const uid = 4321

interface Ended {
  readonly code: number | null
  readonly output: string
}

async function shell(command: string, env: NodeJS.ProcessEnv = {}, cwd = repositoryRoot): Promise<Ended> {
  const child = spawn('bash', ['-c', command], { cwd, env: { ...process.env, ...env }, stdio: 'pipe' })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  child.stdin.end()
  const [code] = await once(child, 'close')
  return { code, output }
}

const docker = needing('Docker')
if (docker.skip && process.env.CI) throw new Error(`CI skips no test, and ${docker.meta?.skipped}`)

/** The build context of a fresh clone, with the wheels that this machine offers. */
function makeContext(context: string): void {
  copyCheckout(context)
  const wheels = process.env.DOCKER_WHEELS
  for (const name of wheels ? readdirSync(wheels) : [])
    if (name.startsWith('torch-')) cpSync(join(wheels!, name), join(context, 'wheels', name))
}

/** Builds the image; a build that fails ends the test with the end of what it printed. */
async function build(): Promise<string> {
  const flags = process.env.DOCKER_BUILD_FLAGS ?? ''
  const { code, output } = await shell(
    `docker build --progress=plain ${flags} -t mergescope .`,
    {},
    folder.path('context'),
  )
  if (code !== 0) throw new Error(`docker build ended with ${code}:\n${output.slice(-3000)}`)
  return output
}

/** A user's folder with the demo's donors and a config that names them as that user would. */
function makeData(data: string): void {
  execFileSync(testPython(), ['-m', 'mergescope.demo', data], {
    env: { ...process.env, PYTHONPATH: join(repositoryRoot, 'python') },
  })
  const config = readFileSync(join(data, 'merge.yml'), 'utf8').replaceAll(`${data}/`, './')
  writeFileSync(join(data, 'config.yml'), config)
  chmodSync(data, 0o777)
}

const readme = readFileSync(join(repositoryRoot, 'README.md'), 'utf8')
const oneLiner = /^docker run .*$/m.exec(readme)![0]
/** The same without a terminal, and with what a test needs to change. */
const plain = (more: string, args: string) =>
  `docker run --rm ${more} --user ${uid}:${uid} -v "$PWD:/data" mergescope ${args}`

describe('the image', docker, () => {
  let data = ''
  const home = () => ({ HOME: folder.path('home'), PATH: `${folder.path('bin')}:${process.env.PATH}` })

  // A test and not a hook, so that reports say why it failed.
  test('it builds, and finds itself healthy', async () => {
    makeContext(folder.path('context'))
    await build()
    // Asked anew: a build whose layers are all cached prints nothing of the doctor that runs in it.
    const { code, output } = await shell('docker run --rm mergescope doctor --offline')
    expect(output).toContain('ready to merge')
    expect(code).toBe(0)
  }, 1_800_000)

  beforeAll(() => {
    data = folder.path('data')
    makeData(data)
    // The one-liner asks `id` who runs it; here that is root, and the answer has to be somebody else.
    mkdirSync(folder.path('bin'))
    writeFileSync(folder.path('bin', 'id'), `#!/bin/sh\necho ${uid}\n`)
    chmodSync(folder.path('bin', 'id'), 0o755)
    mkdirSync(folder.path('home', '.cache', 'huggingface'), { recursive: true })
  })

  test('the one-liner of the README merges on a terminal, and the output is the user’s', async () => {
    expect(oneLiner).toContain('run config.yml -o out')
    const { code, output } = await shell(`script -qec '${oneLiner}' /dev/null`, home(), data)
    expect(output).toContain('\u001b[')
    expect(output).toContain('share of voice')
    expect(code).toBe(0)
    for (const name of ['model.safetensors', 'config.json', 'tokenizer.json', 'mergescope/run.json']) {
      const { uid: owner, size } = statSync(join(data, 'out', name))
      expect({ name, owner }).toEqual({ name, owner: uid })
      expect(size).toBeGreaterThan(0)
    }
  })

  test('it works on a read-only root', async () => {
    const { code, output } = await shell(
      plain('--read-only --tmpfs /tmp', 'run config.yml -o out-read-only --no-tui'),
      {},
      data,
    )
    expect(output).toContain('checks')
    expect(code).toBe(0)
    const bytes = (name: string) => readFileSync(join(data, name, 'model.safetensors'))
    expect(bytes('out-read-only').equals(bytes('out'))).toBe(true)
  })

  test('inspect tells the ghosts as JSON', async () => {
    const { code, output } = await shell(`${plain('', 'inspect config.yml --json')} 2>/dev/null`, {}, data)
    const ghosts = inspectResult.parse(JSON.parse(output)).donors.filter((donor) => donor.ghosts.length > 0)
    expect(ghosts).toHaveLength(3)
    expect(code).toBe(0)
  })

  test('there are no build tools, caches or secrets in it', async () => {
    const look = [
      'for tool in gcc make npm pip; do command -v $tool; done',
      'ls -A /root/.cache /root/.npm /var/lib/apt/lists /tmp /run/secrets 2>/dev/null | grep -v :',
      'find / -xdev -name "*.whl"',
    ].join('; ')
    const { output } = await shell(`docker run --rm --entrypoint sh mergescope -c '${look}'`)
    expect(output.trim()).toBe('')
    expect((await shell('docker history --no-trunc mergescope')).output).not.toContain('BEGIN CERTIFICATE')
  })

  test('a change in the code builds neither environment again', async () => {
    appendFileSync(folder.path('context', 'src', 'main.ts'), `// changed at ${Date.now()}\n`)
    const output = await build()
    const cached = new Set([...output.matchAll(/^#(\d+) CACHED$/gm)].map(([, step]) => step))
    const stepOf = (text: string) =>
      output
        .split('\n')
        .find((line) => line.includes(text))
        ?.match(/^#(\d+)/)?.[1]
    for (const step of ['make-environment /python', 'npm ci', 'npm prune'])
      expect({ step, cached: cached.has(stepOf(step)) }).toEqual({ step, cached: true })
  })
})
