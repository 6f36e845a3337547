/** Runs a job to its end: hands each event on as it comes, and gives back what the job returns. */
export async function drain<Event, Result>(
  job: AsyncGenerator<Event, Result, void>,
  each: (event: Event) => void = () => undefined,
): Promise<Result> {
  for (;;) {
    const next = await job.next()
    if (next.done) return next.value
    each(next.value)
  }
}
