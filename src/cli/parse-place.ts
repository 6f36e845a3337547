import { InvalidArgumentError } from 'commander'

/** A path that will be written, for commander: a shell variable that is not set gives none. */
export function parsePlace(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('It is empty.')
  return text
}
