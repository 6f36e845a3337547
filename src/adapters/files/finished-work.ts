import { halfMoved } from './move-entries.ts'
import { entriesOf, stagingOf } from './output-folder.ts'

/** Whether a weight file of the run is whole, in the staging folder or already on its way out of it. */
export async function holdsFinished(output: string): Promise<boolean> {
  const staging = stagingOf(output)
  const names = [...((await entriesOf(staging)) ?? []), ...(await halfMoved(staging))]
  return names.some((name) => name.endsWith('.safetensors'))
}
