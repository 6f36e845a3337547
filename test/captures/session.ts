/**
 * What stands first in the README, from one real session in a shell: stock mergekit dies of a ghost token, `mergescope`
 * says so beforehand and merges all twelve donors. The session as an animated SVG, single screens of it, and the
 * heat map of the report that it wrote, as a browser shows it.
 *
 *     node --import tsx test/captures/session.ts
 */
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { openBrowser } from '../support/browser.ts'
import build, { builtMain } from '../support/build.ts'
import { mergekitCopy } from '../support/mergekit-copy.ts'
import { repositoryRoot } from '../support/python.ts'
import { Recorder } from './recorder.ts'
import { sessionSvg } from './session-svg.ts'
import { svgOf } from './svg.ts'
import { twelveDonors } from './twelve.ts'

const [columns, rows] = [100, 30]
const screens = join(repositoryRoot, 'docs', 'screens')
await mkdir(screens, { recursive: true })
await build()
const folder = await twelveDonors()
const state = await mkdtemp(join(tmpdir(), 'capture-'))
const mergekit = await mergekitCopy()
const programs = {
  mergescope: `exec '${process.execPath}' '${builtMain}' "$@"`,
  'mergekit-yaml': `exec '${mergekit.target.python}' -m mergekit.scripts.run_yaml "$@"`,
}
try {
  for (const [name, line] of Object.entries(programs)) {
    await writeFile(join(state, name), `#!/bin/sh\n${line}\n`)
    await chmod(join(state, name), 0o755)
  }
  const recorder = new Recorder({
    columns,
    rows,
    cwd: folder,
    env: {
      ...process.env,
      PATH: `${state}:${process.env.PATH}`,
      PS1: '$ ',
      MERGESCOPE_PYTHON: mergekit.target.python,
      HF_HUB_OFFLINE: '1',
      XDG_STATE_HOME: state,
      FORCE_COLOR: '1',
      COLORTERM: 'truecolor',
      CI: undefined,
      NO_COLOR: undefined,
    },
  })
  const still = async (name: string, title: string) =>
    writeFile(join(screens, `${name}.svg`), svgOf(recorder.buffer(), columns, rows, title))
  await recorder.command('mergekit-yaml merge.yml stock 2>&1 | tail -3')
  await still('crash', 'Stock mergekit dies of a token that a donor lists and has no row for')
  await recorder.command('mergescope inspect merge.yml')
  await recorder.command('mergescope run merge.yml -o merged --apply-patch')
  await still('merged', 'The same twelve donors merged, and whose weights ended up in the result')
  await writeFile(
    join(screens, 'session.svg'),
    sessionSvg(recorder.frames, columns, rows, 'A session: the crash, the inspection, the merge'),
  )
  await recorder.end()
  const browser = await openBrowser()
  const page = await browser.newPage({ viewport: { width: 1120, height: 900 }, deviceScaleFactor: 1.5 })
  await page.goto(pathToFileURL(join(folder, 'merged', 'mergescope', 'report.html')).href)
  await page.screenshot({ path: join(screens, 'report.png') })
  await page.locator('#heatmap').screenshot({ path: join(screens, 'heatmap.png') })
  await browser.close()
} finally {
  await mergekit.remove()
  await rm(folder, { recursive: true, force: true })
  await rm(state, { recursive: true, force: true })
}
