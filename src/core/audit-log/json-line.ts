/** Fields of a record that hold what a program wrote: Docker's own log, those of collectors and of structured loggers. */
const spoken =
  /^(?:log|line|msg|message|event|body|text|text_?payload|json_?payload|fields|record|exception|exc_info|error|stack|stack_?trace|traceback)$/i

/** What a line says that is one JSON object, as loggers of containers write it; the line itself where it is none. */
export function saidIn(line: string): string {
  const text = line.trim()
  if (!text.startsWith('{"') || !text.endsWith('}')) return line
  try {
    const all = said(JSON.parse(text))
    return all.length > 0 ? all.join('\n') : line
  } catch {
    return line
  }
}

function said(value: unknown, depth = 0): string[] {
  if (typeof value === 'string') return [value.replace(/\r?\n$/, '')]
  if (typeof value !== 'object' || value === null || depth > 3) return []
  return Object.entries(value).flatMap(([key, inner]) => (spoken.test(key) ? said(inner, depth + 1) : []))
}
