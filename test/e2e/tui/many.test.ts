import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { mergekitCopy } from '../../support/mergekit-copy.ts'
import { repositoryRoot, testPython } from '../../support/python.ts'
import type { Terminal } from '../../support/terminal.ts'
import { expectRestored, keys, openScreens } from './session.ts'

const hostileTokens = [
  '\u001b[2J\u001b[31m<|red|>',
  '\u202e<|turned|>\u202c',
  '<|模型|>',
  'a\u0301\u0301\u0301\u0301\u0301<|marks|>',
  '\u009b2J\u0007<|bell|>',
]
const hostileFolders = ['\u001b[2Jdonor', '\u202e模型a\u0301\u0301\u0301\u0301']
const plain = Array.from({ length: 13 }, (_, index) => `donor-${index}`)
const names = [...plain, ...hostileFolders]

const makeDonors = `
import json, sys
from pathlib import Path
from mergescope.demo.small import write_small
folder, names, hostile = Path(sys.argv[1]), *(json.loads(text) for text in sys.argv[2:])
added = hostile + [f"<|token {n}|>" for n in range(345)]
write_small(folder / "base")
for n, name in enumerate(names):
    write_small(folder / name, added=added, rows=512, vocab_size=512, moved=0.5, toward=n + 1)
write_small(folder / "whole", added=added, moved=0.5, toward=99)
`
/**
 * Lets the patched mergekit tell every token in a line of its own, and Python print over the screen. The merge ends when the
 * file `hold` beside it is gone: no machine is done with it before the keys are pressed.
 */
const talkative = `
import os, sys, time
from importlib.machinery import SourceFileLoader
print("FOREIGN on stdout", flush=True)
print("\\x1b[2JFOREIGN on stderr", file=sys.stderr, flush=True)
load = SourceFileLoader.exec_module
def run(self, module):
    load(self, module)
    if module.__name__ == "mergekit.tokenizer.mergescope_audit":
        module.audit_records.__defaults__ = (100_000,)
    if module.__name__ == "mergescope.merge.weights":
        write = module.write_shards
        def held(*task):
            shards = write(*task)
            while os.path.exists(os.path.join(os.path.dirname(__file__), "hold")):
                time.sleep(0.02)
            return shards
        module.write_shards = held
SourceFileLoader.exec_module = run
`

let folder = ''
let copy: Awaited<ReturnType<typeof mergekitCopy>>
let terminal: Terminal
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tui-many-'))
  copy = await mergekitCopy()
  await writeFile(join(copy.site, 'talkative.py'), talkative)
  await writeFile(join(copy.site, 'hold'), '')
  await writeFile(join(copy.site, 'talkative.pth'), 'import talkative\n')
  const texts = [names, hostileTokens].map((list) => JSON.stringify(list))
  await promisify(execFile)(testPython(), ['-c', makeDonors, folder, ...texts], {
    env: { ...process.env, PYTHONPATH: join(repositoryRoot, 'python') },
  })
  const models = [...names, 'whole'].map(
    (name) => `  - {model: ${JSON.stringify(`./${name}`)}, parameters: {weight: 0.1}}`,
  )
  await writeFile(
    join(folder, 'many.yml'),
    `merge_method: task_arithmetic\nbase_model: ./base\nmodels:\n${models.join('\n')}\ntokenizer: {source: union}\ndtype: bfloat16\n`,
  )
})
afterAll(async () => {
  terminal?.kill()
  await copy?.remove()
  await rm(folder, { recursive: true, force: true })
})

test('sixteen donors, ten thousand audit records and hostile names: keys are answered, the screen stays ours, the result is right', async () => {
  terminal = openScreens(folder, {
    MERGESCOPE_PYTHON: copy.target.python,
    HF_HUB_OFFLINE: '1',
    XDG_STATE_HOME: folder,
  })
  const { until, type, ended, raw } = terminal
  await until(/press n/)
  type('na')
  await until(/a folder, a Hub id/)
  type('./')
  await until(/\\u\{1b\}\[2Jdonor/)
  type(`many.yml${keys.enter}`)
  await until(/loaded \.\/many\.yml/)
  await until(/! \.\/donor-0 .* 350$/m)
  type(keys.pageDown.repeat(2))
  await until(/\.\/\\u\{202e\}模型\S*301\}/)
  await until(/\\u\{1b\}\[2Jdonor .* 350( +▼)?$/m)
  type('3')
  await until(/it would run, with warnings/)
  type('r')
  // Not the managed environment, so that it is asked.
  await until(/Patch mergekit [\s\S]*y yes · n no/)
  type('y')
  await until(/merge +task_arithmetic, 17 models/)
  // Records arrive by thousands now: every key still has its effect at once.
  for (const shown of ['actions', 'warnings', 'everything']) {
    type('f')
    await until(new RegExp(`f log: ${shown}`))
  }
  await rm(join(copy.site, 'hold'))
  const result = await until(/share of voice, \w+, measured from \.\/base/)
  expect(result).toMatch(/\[5 Result\]/)

  type(`${keys.tab}${keys.tab}`)
  const ghosts = await until(/\[ghosts\]/)
  expect(ghosts).toMatch(/donor-0: +350 rows from the other donors/)
  type(keys.pageDown.repeat(2))
  const tokens = await until(/id 512, the tensors end at 512/)
  expect(tokens).toMatch(/\\u\{1b\}\[2J\\u\{1b\}\[31m<\|red\|>/)
  expect(tokens).toMatch(/<\|模型\|>/)
  type('q')
  expect(await ended).toBe(0)
  expectRestored(terminal)

  const all = raw()
  expect(all).not.toContain('FOREIGN on stdout')
  expect(all).not.toMatch(/\u001b\[2J(donor|\u001b\[31m<|FOREIGN)/)
  expect(all).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u009b]|\u0007/)
  const record = JSON.parse(await readFile(join(folder, 'merged', 'mergescope', 'run.json'), 'utf8'))
  expect(record.vocabularyAudit.models).toHaveLength(15)
  const told = record.vocabularyAudit.models.reduce(
    (sum: number, { skipped }: { skipped: number }) => sum + skipped,
    0,
  )
  expect(told).toBe(15 * 350)
  const lines = record.vocabularyAudit.models.reduce(
    (sum: number, model: { lines: number }) => sum + model.lines,
    0,
  )
  expect(lines, 'records that arrived').toBe(15 * 350 * 2)
  expect(record.shareOfVoice.donors).toHaveLength(16)
  expect(record.verify.checks.filter(({ status }: { status: string }) => status === 'fail')).toEqual([])
})
