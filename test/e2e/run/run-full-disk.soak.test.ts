import { execFile } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LargeMerge, largeMerge, largeOptions } from '../../support/large-merge.ts'
import { needing } from '../../support/needs.ts'
import { mainArguments } from '../../support/terminal.ts'

let lab: LargeMerge
beforeAll(async () => {
  lab = await largeMerge()
  await mkdir(lab.path('disk'))
})
afterAll(() => lab?.remove())

/** Stops a run once some shards are whole, then leaves room for the rest of it and no more. */
const script = `
set -e
mount -t tmpfs -o size=200m none disk
"$@" > first.yml 2>&1 & run=$!
until [ "$(ls disk/.out.mergescope/*.safetensors 2> /dev/null | wc -l)" -ge 4 ]; do sleep 0.01; done
kill -TERM $run; wait $run || true
held=$(cat disk/.out.mergescope/*.safetensors | wc -c)
free=$(($(stat -f -c '%a * %S' disk)))
head -c $((free - ($1_TOTAL - held) - 4000000)) /dev/zero > disk/filler
"$@" --resume -q
mv disk/out full
`

test(
  'a run goes on where the disk has room for what is missing, and not for all of it',
  needing('file systems of one’s own'),
  async () => {
    const total = Number(
      (await promisify(execFile)('sh', ['-c', 'cat whole/*.safetensors | wc -c'], { cwd: lab.folder }))
        .stdout,
    )
    const command = [
      process.execPath,
      ...mainArguments,
      'run',
      'large.yml',
      '-o',
      'disk/out',
      ...largeOptions,
    ]
    const { stderr } = await promisify(execFile)(
      'unshare',
      ['-rm', 'sh', '-c', script.replace('$1_TOTAL', String(total)), 'sh', ...command],
      { env: lab.env, cwd: lab.folder },
    )
    expect(stderr).toBe('')
    expect(await lab.weights('full')).toEqual(await lab.weights('whole'))
  },
)
