/** How stock mergekit ended on one of the demo's configs. */
export interface StockOutcome {
  readonly title: string
  /** Null where it succeeded. */
  readonly error: string | null
  readonly seconds: number
}

export interface DemoFiles {
  /** The merge of all donors. */
  readonly config: string
  readonly donors: string
  readonly made: boolean
}

export type DemoEvent =
  | { readonly event: 'demo-step'; readonly title: string }
  | { readonly event: 'demo-progress'; readonly item: string; readonly done: number; readonly total: number }
  | { readonly event: 'demo-note'; readonly text: string }

/** The exception that ended a Python program: the last line of its log that is one (`KeyError: 131072`). */
export function lastException(log: string): string | null {
  const lines = log.split('\n').map((line) => line.trim())
  return lines.findLast((line) => /^([A-Za-z_]\w*\.)*[A-Z]\w*(Error|Exception)\b(:|$)/.test(line)) ?? null
}
