import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, it, vi } from 'vitest'
import { skipWithout } from '../../support/needs.ts'
import { repositoryRoot, testPython } from '../../support/python.ts'

/** A control group of at most 400 MB; null where none can be made. */
function limitedGroup(): string | null {
  const older = existsSync('/sys/fs/cgroup/memory')
  const folder = join('/sys/fs/cgroup', older ? 'memory' : '', `mergescope-test-${process.pid}`)
  try {
    mkdirSync(folder)
    writeFileSync(join(folder, older ? 'memory.limit_in_bytes' : 'memory.max'), '400000000')
    if (!older && existsSync(join(folder, 'memory.swap.max')))
      writeFileSync(join(folder, 'memory.swap.max'), '0')
    return folder
  } catch {
    return null
  }
}

const group = limitedGroup()
afterAll(async () => {
  if (group === null) return
  // The last process of it may not be buried yet.
  await vi.waitUntil(() => removed(group), { timeout: 10_000 })
})

function removed(folder: string): boolean {
  try {
    rmdirSync(folder)
    return true
  } catch {
    return false
  }
}

const bridge = new URL('../../../src/adapters/bridge/open-bridge.ts', import.meta.url).href
const code = `import { openBridge } from ${JSON.stringify(bridge)}
const [python, folder] = process.argv.slice(1)
const bridge = await openBridge({ python, pythonPath: [folder] })
const { code, message, hint } = await bridge.call('hazards:eat', 0).catch((error) => error)
console.log(JSON.stringify({ code, message, hint }))
await bridge.close()`

it('a Python that the system ends for want of memory is told apart, with what to do', (context) => {
  if (group === null) return skipWithout('a control group', context)
  const join = `echo $$ > "$1/cgroup.procs" && shift && exec "$@"`
  const node = [process.execPath, '--import', 'tsx', '--input-type=module', '-e', code]
  const here = fileURLToPath(new URL('.', import.meta.url))
  const said = execFileSync('sh', ['-c', join, 'sh', group, ...node, testPython(), here], {
    cwd: repositoryRoot,
    encoding: 'utf8',
  })
  expect(JSON.parse(said.trim().split('\n').at(-1) ?? '')).toEqual({
    code: 'out-of-memory',
    message: expect.stringMatching(/memory ran out \(it held [\d.]+ [MG]B when last looked at\)/),
    hint: expect.stringContaining('--memory'),
  })
})
