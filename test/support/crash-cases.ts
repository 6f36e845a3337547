import { afterEach, expect, test } from 'vitest'
import { patchStatus } from '../../src/steps/environment/patch-install.ts'
import { change, changeApart } from './patching.ts'
import { embedPath, type SmallMergekit, smallMergekit } from './small-mergekit.ts'

type Operation = 'apply' | 'revert'

const made: SmallMergekit[] = []
afterEach(async () => {
  for (const copy of made.splice(0)) await copy.remove()
})
const small = async () => {
  const copy = await smallMergekit()
  made.push(copy)
  return copy
}

const applied = (install: SmallMergekit) => change('apply', install.target)

interface Crash {
  readonly operation: Operation
  readonly replace?: boolean
  prepare(install: SmallMergekit): Promise<unknown>
  /** What must hold of an install whose patcher was killed. */
  check(install: SmallMergekit, step: number): Promise<unknown>
}

/** Kills a patcher at the given steps, each on a fresh install, and hands each corpse on. */
async function killAt(steps: Iterable<number>, crash: Crash): Promise<void> {
  for (const step of steps) {
    const install = await small()
    await crash.prepare(install)
    const target = { ...install.target, replace: crash.replace ?? false }
    const ended = await changeApart(crash.operation, target, { killAt: step })
    if (ended.signal === null) {
      // Past the last step: it got through.
      expect(ended).toMatchObject({ code: 0, stderr: '' })
      expect(step, 'steps that were there to kill at').toBeGreaterThan(crash.operation === 'apply' ? 12 : 8)
      return
    }
    expect(ended.signal).toBe('SIGKILL')
    await crash.check(install, step)
  }
}

/** The lock's own empty file may stay when the patcher died before it wrote anything, or after all was done. */
async function treeWithoutLock(install: SmallMergekit): Promise<Record<string, string>> {
  const { 'mergekit/.mergescope/lock': _lock, ...tree } = await install.tree()
  return tree
}

/** The promises about a patcher that is killed, tested at some steps or at all of them (`everyStep`). */
export function crashTests(steps: Iterable<number>): void {
  test('an apply that is killed can be finished', async () => {
    const whole = await small()
    const { files } = await applied(whole)
    const tree = await whole.tree()
    await killAt(steps, {
      operation: 'apply',
      prepare: async () => {},
      check: async (install) => {
        expect(['clean', 'half', 'patched']).toContain((await patchStatus(install.target)).state)
        expect(await change('apply', install.target)).toMatchObject({ state: 'patched', files, notes: [] })
        expect(await install.tree()).toEqual(tree)
      },
    })
  })

  test('an apply that is killed can be taken back, and leaves no trace', async () => {
    const pristine = await (await small()).tree()
    await killAt(steps, {
      operation: 'apply',
      prepare: async () => {},
      check: async (install) => {
        expect(await change('revert', install.target)).toMatchObject({ state: 'clean', notes: [] })
        expect(await treeWithoutLock(install)).toEqual(pristine)
      },
    })
  })

  test('a revert that is killed can be finished', async () => {
    const pristine = await (await small()).tree()
    await killAt(steps, {
      operation: 'revert',
      prepare: applied,
      check: async (install) => {
        expect(await change('revert', install.target)).toMatchObject({ state: 'clean', notes: [] })
        expect(await treeWithoutLock(install)).toEqual(pristine)
      },
    })
  })

  test('a revert that is killed can be turned back into a whole patch', async () => {
    const whole = await small()
    await applied(whole)
    const tree = await whole.tree()
    await killAt(steps, {
      operation: 'revert',
      prepare: applied,
      check: async (install) => {
        expect(await change('apply', install.target)).toMatchObject({ state: 'patched', notes: [] })
        expect(await install.tree()).toEqual(tree)
      },
    })
  })

  test('an `apply --replace` that is killed never loses the file that it replaces', async () => {
    const older = '# [VOCAB AUDIT] of somebody\nWHO = "older"\n'
    await killAt(steps, {
      operation: 'apply',
      replace: true,
      prepare: (install) => install.write(embedPath, older),
      check: async (install, step) => {
        if ((await patchStatus(install.target)).state !== 'foreign') {
          const finished = await change('apply', install.target)
          expect(finished, `step ${step}`).toMatchObject({ state: 'patched' })
          await change('revert', install.target)
        }
        expect(await install.read(embedPath), `step ${step}`).toBe(older)
      },
    })
  })
}

export function* everyStep(): Generator<number> {
  for (let step = 1; step < 100; step += 1) yield step
}
