/**
 * The local Hub by itself, for trying things by hand:
 *
 *     node --import tsx test/support/local-hub/main.ts org/name=FOLDER … [--port N] [--fault '{"kind":…}'] …
 *
 * Prints its address, to be set as HF_ENDPOINT, and runs until it is stopped.
 */
import { parseArgs } from 'node:util'
import type { Fault } from './faults.ts'
import { startLocalHub } from './start.ts'
import { contentsOfFolder } from './store.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    port: { type: 'string' },
    token: { type: 'string' },
    fault: { type: 'string', multiple: true, default: [] },
  },
})
const repos = await Promise.all(
  positionals.map(async (argument) => {
    const [name = '', folder = ''] = argument.split('=')
    return [name, { files: await contentsOfFolder(folder) }] as const
  }),
)
const hub = await startLocalHub({
  repos: Object.fromEntries(repos),
  faults: values.fault.map((text) => JSON.parse(text) as Fault),
  ...(values.token ? { token: values.token } : {}),
  ...(values.port ? { port: Number(values.port) } : {}),
})
process.stdout.write(`${hub.url}\n`)
