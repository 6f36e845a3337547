import { InvalidArgumentError } from 'commander'

/** A device, for commander: what torch calls it. */
export function parseDevice(text: string): string {
  if (/^(auto|cpu|cuda(:\d+)?)$/.test(text)) return text
  throw new InvalidArgumentError('Allowed choices are auto, cpu, cuda, cuda:N.')
}
