import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { halfMoved } from './move-entries.ts'
import { entriesOf, stagingOf } from './output-folder.ts'

const isShard = (name: string) => name.endsWith('.safetensors')

/** Whether a weight file of the run is whole, in the staging folder or already on its way out of it. */
export async function holdsFinished(output: string): Promise<boolean> {
  const staging = stagingOf(output)
  const names = [...((await entriesOf(staging)) ?? []), ...(await halfMoved(staging))]
  return names.some(isShard)
}

/** Bytes of the weight files in the staging folder that are whole. */
export async function finishedBytes(output: string): Promise<number> {
  const staging = stagingOf(output)
  const names = ((await entriesOf(staging)) ?? []).filter(isShard)
  const sizes = await Promise.all(names.map((name) => stat(join(staging, name)).catch(() => null)))
  return sizes.reduce((sum, found) => sum + (found?.size ?? 0), 0)
}
