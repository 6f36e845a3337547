/** The layer rule: imports only go down (cli, ui -> steps -> adapters -> core), and never in a circle; so do the rooms of a layer. */
// dependency-cruiser parses with swc here (it cannot use TypeScript 7) but never tells it which files hold JSX.
const { readdirSync } = require('node:fs')
const { join } = require('node:path')
const swc = require('@swc/core')
const parseFile = swc.parseFileSync
swc.parseFileSync = (file, options) => parseFile(file, { ...options, tsx: file.endsWith('.tsx') })

const layer = (name, from, forbidden) => ({
  name,
  severity: 'error',
  from: { path: from },
  to: { path: forbidden },
})

/** Rooms of a folder, all of them: each may import from those before it. */
function rooms(folder, names) {
  const there = readdirSync(join(__dirname, 'src', folder), { withFileTypes: true })
  const unlisted = there.filter((entry) => entry.isDirectory() && !names.includes(entry.name))
  if (unlisted.length > 0) {
    const which = unlisted.map(({ name }) => name).join(', ')
    throw new Error(`src/${folder} has rooms that .dependency-cruiser.cjs gives no place: ${which}`)
  }
  return names
    .slice(0, -1)
    .map((name, at) =>
      layer(
        `${folder}/${name}-imports-no-later-room`,
        `^src/${folder}/${name}/`,
        `^src/${folder}/(${names.slice(at + 1).join('|')})/`,
      ),
    )
}

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-unresolved',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '\\.\\./dist' },
    },
    layer('core-imports-nothing-of-ours', '^src/core/', '^src/(adapters|steps|cli|ui|main)'),
    layer('adapters-import-core-only', '^src/adapters/', '^src/(steps|cli|ui|main)'),
    layer('steps-import-no-shell', '^src/steps/', '^src/(cli|ui|main)'),
    layer('ui-does-not-import-cli', '^src/ui/', '^src/(cli|main|adapters)'),
    layer('cli-does-not-import-adapters', '^src/cli/', '^src/adapters/'),
    ...rooms('steps', [
      'common',
      'hub',
      'inspect',
      'environment',
      'verify',
      'results',
      'rehearsal',
      'session',
      'run',
    ]),
    ...rooms('adapters/files', ['write', 'path', 'read', 'lock', 'model', 'output']),
    {
      name: 'core-is-pure',
      severity: 'error',
      from: { path: '^src/core/' },
      to: { path: '^(node:)?(fs|fs/promises|child_process|http|https|net|process|worker_threads|os)$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    parser: 'swc',
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'],
    },
  },
}
