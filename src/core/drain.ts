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

/**
 * The same job with other events: each is replaced by what `each` makes of it. Who stops listening stops the job as
 * well, so that it cleans up.
 */
export async function* passing<Event, Result>(
  job: AsyncGenerator<Event, Result, void>,
  each: (event: Event) => Iterable<Event>,
): AsyncGenerator<Event, Result, void> {
  let isDone = false
  try {
    for (;;) {
      const next = await job.next()
      isDone = next.done === true
      if (next.done) return next.value
      yield* each(next.value)
    }
  } finally {
    // Nobody gets the value.
    if (!isDone) await job.return(undefined as never)
  }
}
