import { InvalidArgumentError } from 'commander'

/** A device, for commander: what torch calls it; of GPUs, several of them or all. */
export function parseDevice(text: string): string {
  if (/^(auto|cpu|cuda(:all)?|cuda:\d+(,cuda:\d+)*)$/.test(text)) return text
  throw new InvalidArgumentError('Allowed choices are auto, cpu, cuda, cuda:N, cuda:N,cuda:M and cuda:all.')
}
