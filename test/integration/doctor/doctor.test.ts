import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type DoctorCheck, doctorResult } from '../../../src/core/contract/doctor.ts'
import { mergescope } from '../../support/cli.ts'
import { testPython } from '../../support/python.ts'
import { environmentOver } from '../../support/python-environment.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const folder = temporaryFolder()

async function doctor(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const { code, stdout } = await mergescope(['doctor', '--json', ...args], {
    env: { ...process.env, ...env },
  })
  const { checks } = doctorResult.parse(JSON.parse(stdout))
  return {
    code,
    of: (name: string): DoctorCheck | undefined => checks.find((check) => check.code === name),
    checks,
  }
}

/** An interpreter under a name of its own, so that it is not taken for the managed one. */
async function script(name: string, text: string): Promise<string> {
  const path = folder.path(name)
  await writeFile(path, `#!/bin/sh\n${text}\n`)
  await chmod(path, 0o755)
  return path
}

/** A package that only its metadata says is there: it hides the installed one of that name. */
async function pretend(path: string, name: string, version: string): Promise<void> {
  const info = join(path, `${name}-${version}.dist-info`)
  await mkdir(info, { recursive: true })
  await writeFile(join(info, 'METADATA'), `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n`)
}

describe('doctor', () => {
  test('finds a working environment in order and says what is in it', async () => {
    const { code, of, checks } = await doctor(['--python', testPython(), '--offline'])
    expect(of('mergekit')?.message).toMatch(/^mergekit 0\.1\.5 with transformers 5\./)
    expect(of('torch')?.message).toMatch(/^torch 2\.13\.0.*(CPU only|with CUDA)/)
    expect(of('patch')).toMatchObject({ status: expect.stringMatching(/^(ok|warning)$/) })
    expect(checks.filter(({ status }) => status === 'problem')).toEqual([])
    expect(code).toBe(0)
  })

  test('knows a broken combination by name', async () => {
    const { python, site } = environmentOver(folder.path('own'))
    await pretend(site, 'mergekit', '0.1.4')
    await pretend(site, 'transformers', '5.12.1')
    const { code, of } = await doctor(['--python', python, '--offline'])
    expect(of('mergekit-0.1.4-transformers-5')).toMatchObject({
      status: 'problem',
      fix: `${python} -m pip install 'transformers<5' 'huggingface_hub<1'`,
    })
    expect(code).toBe(5)
  })

  test('a Python that does not work is a finding, not a crash', async () => {
    const python = await script('bad-python', 'echo "bad interpreter" >&2; exit 3')
    const { code, of } = await doctor(['--python', python, '--offline'])
    expect(of('python')).toMatchObject({
      status: 'problem',
      message: expect.stringContaining('bad interpreter'),
    })
    expect(code).toBe(5)
  })

  test('a Hub that cannot be reached and a token that makes no sense do not stop it', async () => {
    const closed = await doctor(['--python', testPython()], {
      HF_ENDPOINT: 'http://127.0.0.1:9',
      HF_TOKEN: '',
    })
    expect(closed.of('hub')).toMatchObject({
      status: 'warning',
      message: expect.stringContaining('127.0.0.1'),
    })
    const token = await doctor(['--python', testPython()], {
      HF_ENDPOINT: 'http://127.0.0.1:9',
      HF_TOKEN: 'hf_secret\nword',
    })
    expect(token.of('hub')).toMatchObject({ status: 'warning' })
    expect(JSON.stringify(token.checks)).not.toMatch(/secret|word/)
    expect([closed.code, token.code]).toEqual([0, 0])
  })

  test('on a screen every problem comes with the command that mends it', async () => {
    const { stdout, code } = await mergescope(['doctor', '--offline', '--python', folder.path('nowhere')])
    expect(stdout).toMatch(/✗ python\s+--python: no such interpreter.*\n\s+fix: /)
    expect(stdout).toMatch(/1 problem/)
    expect(code).toBe(5)
  })
})
