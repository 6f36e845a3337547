import { InvalidArgumentError } from 'commander'
import { devices, isDevice } from '../core/run/device.ts'

/** A device, for commander. */
export function parseDevice(text: string): string {
  if (isDevice(text)) return text
  throw new InvalidArgumentError(`Allowed choices are ${devices}.`)
}
