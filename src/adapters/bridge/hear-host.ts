import type { ChildProcess } from 'node:child_process'
import type { Duplex } from 'node:stream'
import { Lines } from './lines.ts'
import type { BridgeEvent } from './protocol.ts'

/** Reads what a host prints, line by line, and the events that come on their own channel. */
export function hearHost(
  host: ChildProcess,
  channel: Duplex,
  onLine: (message: string) => void,
  onEvent: (event: BridgeEvent) => void,
): void {
  const log = new Lines(onLine, { characters: 2000, perSecond: 200 })
  for (const stream of [host.stdout, host.stderr])
    stream
      ?.setEncoding('utf8')
      .on('data', (text: string) => log.push(text))
      .on('end', () => log.end())
  let rest = ''
  channel.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) onEvent(JSON.parse(line))
  })
  // A pipe that breaks because the other end died is told by the exit.
  channel.on('error', () => undefined)
}
