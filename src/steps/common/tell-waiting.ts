/**
 * Begins something that may have to wait and yields what it says about that, so that nobody wonders; returns what it
 * came to.
 */
export async function* tellWaiting<Told, Result>(
  begin: (tell: (told: Told) => void) => Promise<Result>,
): AsyncGenerator<Told, Result, void> {
  const { promise, resolve } = Promise.withResolvers<{ told: Told }>()
  const work = begin((told) => resolve({ told }))
  // Awaited below; without this, a failure while the note is drawn would count as unhandled.
  work.catch(() => undefined)
  const note = await Promise.race([promise, work.then(() => null)])
  if (note) yield note.told
  return await work
}
