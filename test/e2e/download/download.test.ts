import { existsSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { cacheResult } from '../../../src/core/contract/cache.ts'
import { downloadResult } from '../../../src/core/contract/download.ts'
import { mergescope } from '../../support/cli.ts'
import { startProxy } from '../../support/local-hub/proxy.ts'
import { secureHub, startSecure } from '../../support/local-hub/secure.ts'
import { type LocalHub, startLocalHub } from '../../support/local-hub/start.ts'
import { needing } from '../../support/needs.ts'
import { openTerminal } from '../../support/terminal.ts'

const large = Buffer.alloc(1_500_000, 'weights ')
const shards = { a: 'model-00001-of-00002.safetensors', b: 'model-00002-of-00002.safetensors' }
const files = {
  'config.json': '{}',
  [shards.a]: large,
  [shards.b]: large.subarray(0, 1_200_000),
  'model.safetensors.index.json': JSON.stringify({ weight_map: shards }),
}
let hub: LocalHub
let home: string
let env: Record<string, string>

beforeAll(async () => {
  hub = await startLocalHub({ repos: { 'org/donor': { files }, 'org/other': { files } } })
})
afterAll(() => hub.close())
beforeEach(async () => {
  hub.setFaults([])
  home = await mkdtemp(join(tmpdir(), 'mergescope-e2e-'))
  env = { PATH: process.env.PATH ?? '', HOME: home, HF_ENDPOINT: hub.url, HF_HOME: join(home, 'hf') }
  return () => rm(home, { recursive: true })
})
const hubFolder = () => join(home, 'hf', 'hub')

describe('mergescope download', () => {
  it('through a pipe writes plain lines and the folder of each model', async () => {
    const { code, stdout, stderr } = await mergescope(['download', 'org/donor', 'org/other'], { env })
    expect(stderr).toBe('')
    expect(code).toBe(0)
    expect(stdout).not.toContain('\u001b')
    expect(stdout).toContain('downloaded and verified org/donor/config.json')
    for (const name of ['donor', 'other']) {
      const folder = join(hubFolder(), `models--org--${name}`, 'snapshots', hub.commit(`org/${name}`))
      expect(stdout.split('\n').map((line) => line.trim())).toContain(folder)
      expect(readFileSync(join(folder, shards.a)).equals(large)).toBe(true)
    }
  })

  it('with --json writes one event a line, the last one the result', async () => {
    const { code, stdout } = await mergescope(['download', 'org/donor', '--json'], { env })
    expect(code).toBe(0)
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(lines.every(({ schema, event, at }) => schema === 1 && event && Date.parse(at) > 0)).toBe(true)
    expect(lines[0]).toMatchObject({ event: 'stage-started', stage: 'download' })
    const last = lines.at(-1)
    expect(last).toMatchObject({ event: 'result', verdict: 'ok', error: null })
    const result = downloadResult.parse(last.result)
    expect(result.models[0]!.files.map(({ outcome }) => outcome)).toEqual(Array(4).fill('downloaded'))
    expect(result.transferredBytes).toBe(result.bytes)
  })

  it('with --json tells a failure as its result too, and with the exit code', async () => {
    const { code, stdout, stderr } = await mergescope(['download', 'org/nope', '--json'], { env })
    expect(code).toBe(1)
    const last = JSON.parse(stdout.trim().split('\n').at(-1)!)
    expect(last).toMatchObject({ event: 'result', verdict: 'failed', error: { code: 'hub-not-found' } })
    expect(last.error.hint).toContain('HF_TOKEN')
    expect(stderr).toContain('hint:')
  })

  it('with --dry-run lists files and sizes and creates nothing', async () => {
    hub.log.length = 0
    const { code, stdout } = await mergescope(['download', 'org/donor', '--dry-run'], { env })
    expect(code).toBe(0)
    expect(hub.log.filter(({ origin }) => origin === 'cdn')).toEqual([])
    expect(stdout).toMatch(/1\.50 MB {2}new +model-00001-of-00002\.safetensors/)
    expect(stdout).toContain('to download: 2.70 MB of 2.70 MB')
    expect(existsSync(hubFolder())).toBe(false)
  })

  it('on a terminal draws a table whose columns stand below each other', async () => {
    hub.setFaults([{ kind: 'slow', at: 'cdn', value: 6000 }])
    const terminal = openTerminal(['download', 'org/donor'], { columns: 100, env })
    const row = /^.{20,48} [█▏▎▍▌▋▊▉·]+ +\d+ % .* of .*B +[\d.]+ .?B\/s +[\d.]+ s left$/
    const isRow = (line: string) => row.test(line)
    // Three whole rows: what was read of the terminal may end in the middle of one.
    const three = new RegExp(`${row.source}\n${row.source}\n${row.source}`, 'm')
    const screen = await terminal.until(three, 60_000)
    const rows = screen.split('\n').filter(isRow)
    expect(rows.length).toBe(3)
    expect(new Set(rows.map((line) => line.indexOf('%'))).size).toBe(1)
    expect(new Set(rows.map((line) => line.length)).size).toBe(1)
    expect(rows.at(-1)).toContain('of 4 files')
    expect(await terminal.ended).toBe(0)
    expect(terminal.screen()).toContain('2.70 MB verified')
    expect(terminal.screen().split('\n').filter(isRow)).toEqual([])
  })

  describe('over https', needing('openssl'), () => {
    it('goes through a proxy’s tunnel, with a certificate that this machine trusts', async () => {
      const secure = await secureHub(home, hub)
      const proxy = await startProxy()
      const through = { ...env, HF_ENDPOINT: secure.url, HTTPS_PROXY: proxy.url }
      try {
        const distrusted = await mergescope(['download', 'org/donor'], { env: through })
        expect(distrusted.code).toBe(1)
        expect(distrusted.stderr).toContain('certificate')
        expect(existsSync(join(hubFolder(), 'models--org--donor', 'snapshots'))).toBe(false)
        const trusted = { ...through, NODE_EXTRA_CA_CERTS: secure.certificate }
        const { code, stdout } = await mergescope(['download', 'org/donor', '--json'], { env: trusted })
        expect(code).toBe(0)
        const { result } = JSON.parse(stdout.trim().split('\n').at(-1)!)
        expect(downloadResult.parse(result).transferredBytes).toBe(
          2_700_000 + 2 + files['model.safetensors.index.json'].length,
        )
        expect(new Set(proxy.seen)).toEqual(new Set([`CONNECT ${new URL(secure.url).host}`]))
      } finally {
        await proxy.close()
        secure.close()
      }
    })

    it('does not follow a redirect to http', async () => {
      const front = await startSecure(home, (request, response) => {
        response.writeHead(302, { Location: `${hub.url}${request.url}` }).end()
      })
      try {
        hub.log.length = 0
        const { code, stdout } = await mergescope(['download', 'org/donor', '--json'], {
          env: { ...env, HF_ENDPOINT: front.url, NODE_EXTRA_CA_CERTS: front.certificate, HF_TOKEN: 'hf_x' },
        })
        expect(code).toBe(1)
        expect(JSON.parse(stdout.trim().split('\n').at(-1)!).error.code).toBe('hub-redirect-refused')
        expect(hub.log).toEqual([])
      } finally {
        front.close()
      }
    })
  })
})

describe('mergescope cache', () => {
  const list = async () =>
    cacheResult.parse(JSON.parse((await mergescope(['cache', '--json'], { env })).stdout))

  it('lists what lies there, and removes what is named after a yes', async () => {
    await mergescope(['download', 'org/donor', 'org/other'], { env })
    const before = await list()
    expect(before.models.map(({ repository, revisions }) => [repository, revisions])).toEqual([
      ['org/donor', ['main']],
      ['org/other', ['main']],
    ])
    expect(before.models[0]).toMatchObject({ commit: hub.commit('org/donor'), files: 4, neededBy: [] })
    expect(before.models[0]!.bytes).toBeGreaterThan(2_700_000)
    expect((await mergescope(['cache'], { env })).stdout).toMatch(/org\/donor +[0-9a-f]{12} +2\.70 MB/)

    const asked = await mergescope(['cache', 'remove', 'org/donor'], { env })
    expect(asked.code).toBe(2)
    expect(asked.stderr).toContain('--yes')
    for (const [answer, left] of [
      ['n', 2],
      ['y', 1],
    ] as const) {
      const terminal = openTerminal(['cache', 'remove', 'org/donor'], { env })
      await terminal.until(/Remove it\?/)
      terminal.type(`${answer}\r`)
      expect(await terminal.ended).toBe(0)
      expect((await list()).models.length).toBe(left)
    }
    expect(existsSync(join(hubFolder(), 'models--org--donor'))).toBe(false)
    expect((await mergescope(['cache', 'remove', 'org/donor', '--yes'], { env })).code).toBe(2)
  })

  it('of a folder that does not exist is empty', async () => {
    await mkdir(home, { recursive: true })
    const { code, stdout } = await mergescope(['cache'], { env })
    expect(code).toBe(0)
    expect(stdout).toContain('holds no model')
  })
})
