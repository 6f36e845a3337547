#!/usr/bin/env node
// Plain JavaScript that Node 12 can read, so that an old one gets a sentence and not a syntax error.
// biome-ignore-all lint/style/useNodejsImportProtocol: Node 12 does not know `node:`.
import { existsSync } from 'fs'
import process from 'process'
import { fileURLToPath, URL } from 'url'

const version = process.versions.node.split('.').map(Number)
if (version[0] < 22 || (version[0] === 22 && version[1] < 12)) {
  process.stderr.write(
    `mergescope needs Node 22.12 or newer; this is ${process.versions.node}. hint: install it from nodejs.org, or run \`npx -p node@22 -p mergescope mergescope\`\n`,
  )
  process.exitCode = 5
} else {
  leaveWhatIsGone()
  start()
}

/** No module can be loaded from a folder that is gone: the command line says so, wherever it is run then. */
function leaveWhatIsGone() {
  try {
    process.cwd()
  } catch (error) {
    process.chdir(fileURLToPath(new URL('..', import.meta.url)))
    process.env.MERGESCOPE_FOLDER_GONE = '1'
  }
}

/** A checkout runs its sources; the package has only what was built from them. */
function start() {
  const source = new URL('../src/main.ts', import.meta.url)
  if (!existsSync(fileURLToPath(source))) return import(new URL('../dist/main.js', import.meta.url).href)
  return import('tsx/esm/api').then((tsx) => {
    // Named, because tsx looks for it from the current folder, and the user stands somewhere else.
    tsx.register({ tsconfig: fileURLToPath(new URL('../tsconfig.json', import.meta.url)) })
    return import(source.href)
  })
}
