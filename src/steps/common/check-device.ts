import { pythonCalls } from '../../core/bridge/calls.ts'
import { mergeDefaults } from '../../core/bridge/merge.ts'
import type { Stage } from '../../core/events.ts'
import type { PythonProcess } from './python-call.ts'

export interface DeviceOptions {
  readonly process: PythonProcess
  readonly device: string | undefined
  readonly signal: AbortSignal
}

/**
 * Whether torch finds the device that the user named. The processor is always there.
 * @throws MergescopeError usage
 */
export async function* checkDevice({
  process,
  device = mergeDefaults.device,
  signal,
}: DeviceOptions): Stage<void> {
  if (device === 'cpu' || device === 'auto') return
  yield* process.call({ call: pythonCalls.findDevice, request: { device }, stage: 'inspect', signal })
}
