import { defineConfig } from 'vitest/config'

/** Tests that take minutes are named so, and run in a project of their own. */
const apart = ['**/*.soak.test.{ts,tsx}']

const project = (name: string, include: string, timeout: number, exclude: string[] = []) => ({
  test: {
    name,
    include: [include],
    exclude,
    testTimeout: timeout,
    hookTimeout: timeout * 2,
    passWithNoTests: exclude.length === 0,
  },
})
/** Timeouts end what hangs; they are long, because other suites run beside and a machine may be slow. */
const folder = (name: string, timeout: number) =>
  project(name, `test/${name}/**/*.test.{ts,tsx}`, timeout, apart)

export default defineConfig({
  test: {
    projects: [
      folder('unit', 60_000),
      folder('integration', 120_000),
      { test: { ...folder('e2e', 300_000).test, globalSetup: ['test/support/shared-lab.ts'] } },
      folder('fresh', 300_000),
      folder('image', 1_800_000),
      project('soak', 'test/**/*.soak.test.{ts,tsx}', 1_800_000),
    ],
    maxWorkers: 2,
  },
})
