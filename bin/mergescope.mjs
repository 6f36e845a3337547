#!/usr/bin/env node
// Plain JavaScript that any Node can read, so that an old one gets a sentence and not a syntax error.
import { existsSync } from 'node:fs'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 12)) {
  process.stderr.write(
    `mergescope needs Node 22.12 or newer; this is ${process.versions.node}. hint: install it from nodejs.org, or run \`npx -p node@22 mergescope\`\n`,
  )
  process.exit(5)
}
const built = new URL('../dist/main.js', import.meta.url)
const source = new URL('../src/main.ts', import.meta.url)
if (existsSync(fileURLToPath(built))) await import(built.href)
else {
  const { register } = await import('tsx/esm/api')
  register()
  await import(source.href)
}
