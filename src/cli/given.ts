/** Only what the user gave: the engine has defaults of its own. */
export function given(options: Readonly<Record<string, unknown>>): Record<string, string | number | boolean> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Record<
    string,
    string | number | boolean
  >
}
