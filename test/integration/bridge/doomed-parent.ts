import { fileURLToPath } from 'node:url'
import { openBridge } from '../../../src/adapters/bridge/open-bridge.ts'

/** A parent that gets killed: opens a bridge, starts a call that never ends, tells its processes. */
const [python = ''] = process.argv.slice(2)
const bridge = await openBridge({ python, pythonPath: [fileURLToPath(new URL('.', import.meta.url))] })
const call = bridge.call('hazards:hang', 600, { onEvent: () => undefined })
process.send?.([bridge.hostPid, bridge.pythonPid])
await call
