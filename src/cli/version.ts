import { createRequire } from 'node:module'

/** The version in package.json, which lies one folder above both src and dist. */
export function version(): string {
  const manifest = createRequire(import.meta.url)('../../package.json') as { version: string }
  return manifest.version
}
