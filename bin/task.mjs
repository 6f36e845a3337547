// What `npm run X` calls. Plain JavaScript for Node 18 and newer: it first makes node_modules, which hold the
// Node that everything else runs on, and then starts itself again on that one.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { ensureModules } from './task/modules.mjs'
import { root, run } from './task/run.mjs'

const [task = '', ...args] = process.argv.slice(2)
const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 18) {
  process.stderr.write(
    `mergescope needs Node 18 or newer to set itself up; this is ${process.versions.node}\n`,
  )
  process.exit(5)
}
process.exitCode = await start()

async function start() {
  if ((await ensureModules()) !== 0) return 5
  const modern = major > 22 || (major === 22 && minor >= 12)
  if (process.env.MERGESCOPE_TASK_NODE !== '1' && !modern) {
    const node = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
    if (!existsSync(node)) {
      process.stderr.write(`mergescope needs Node 22.12 or newer, and ${node} is not there; run \`npm ci\`\n`)
      return 5
    }
    return run(node, [process.argv[1], task, ...args], { env: { MERGESCOPE_TASK_NODE: '1' } })
  }
  const { tasks } = await import('./task/tasks.mjs')
  if (tasks[task]) return tasks[task](args)
  process.stderr.write(`no such task: ${task || '(none)'}; there are ${Object.keys(tasks).join(', ')}\n`)
  return 2
}
