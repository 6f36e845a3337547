import { execFileSync } from 'node:child_process'

/** Whether this machine lets a test mount something in a name space of its own. */
export const canMount = (() => {
  try {
    execFileSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'none', '/mnt'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
})()

const modules = ['output-folder', 'claim-staging', 'publish', 'check-writable', 'replaceable-folder']
const imports = modules.map((name, index) => {
  const url = new URL(`../../src/adapters/files/output/${name}.ts`, import.meta.url).href
  return `import * as part${index} from ${JSON.stringify(url)}`
})

const mounts = {
  tmpfs: 'mount -t tmpfs none "$1"',
  bind: 'mount --bind "$1" "$1"',
  'is the donor': 'mount --bind "$1-donor" "$1"',
  'lies in the donor': 'mount --bind "$1-donor/inside" "$1"',
  'is lent to the donor': 'mount --bind "$1" "$1-donor"',
  'holds the donor': 'mount --bind "$1/mergescope" "$1-donor"',
  none: 'true',
  'read-only': 'mount -t tmpfs -o ro none "$1"',
} as const

/** Does something to `out` where a file system of its own is mounted there, and ends with what it printed. */
export function inMount(out: string, kind: keyof typeof mounts, script: string): string {
  const code = `${imports.join('\n')}
    import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
    const folder = { ${modules.map((_, index) => `...part${index}`).join(', ')} }
    const out = process.argv[1]
    const { signal } = new AbortController()
    const fill = (text) => {
      for (const name of ['config.json', 'model.safetensors', 'model.safetensors.index.json'])
        writeFileSync(folder.stagingOf(out) + '/' + name, text)
    }
    ${script}`
  const command = `${mounts[kind]} && exec "$2" --import tsx --input-type=module -e "$3" "$1"`
  return execFileSync('unshare', ['-rm', 'sh', '-c', command, 'sh', out, process.execPath, code], {
    encoding: 'utf8',
  })
}
