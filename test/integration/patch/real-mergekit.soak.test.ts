import { afterEach, expect, test } from 'vitest'
import { type MergekitCopy, mergekitCopy } from '../../support/mergekit-copy.ts'
import { change, changeApart } from '../../support/patching.ts'
import { treeOf } from '../../support/small-mergekit.ts'

let copy: MergekitCopy
afterEach(() => copy?.remove())

const hour = 3_600_000

test('an apply that is killed at any step ends whole, finished or taken back', {
  timeout: hour,
}, async () => {
  copy = await mergekitCopy()
  const pristine = await treeOf(copy.site)
  for (let step = 1; ; step += 1) {
    const ended = await changeApart('apply', copy.target, { killAt: step })
    if (step % 2 === 0) expect(await change('apply', copy.target)).toMatchObject({ state: 'patched' })
    expect(await change('revert', copy.target)).toMatchObject({ state: 'clean', notes: [] })
    const tree = await treeOf(copy.site)
    delete tree['mergekit/.mergescope/lock']
    expect(tree, `step ${step}`).toEqual(pristine)
    if (ended.signal === null) return expect(step).toBeGreaterThan(20)
  }
})

test('a revert that is killed at any step ends whole, finished or taken back', {
  timeout: hour,
}, async () => {
  copy = await mergekitCopy()
  const pristine = await treeOf(copy.site)
  for (let step = 1; ; step += 1) {
    await change('apply', copy.target)
    const ended = await changeApart('revert', copy.target, { killAt: step })
    if (step % 2 === 0) expect(await change('apply', copy.target)).toMatchObject({ state: 'patched' })
    expect(await change('revert', copy.target)).toMatchObject({ state: 'clean', notes: [] })
    const tree = await treeOf(copy.site)
    delete tree['mergekit/.mergescope/lock']
    expect(tree, `step ${step}`).toEqual(pristine)
    if (ended.signal === null) return expect(step).toBeGreaterThan(20)
  }
})
