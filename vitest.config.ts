import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Tests that take minutes are named so, and run in a project of their own. */
const apart = ['**/*.soak.test.{ts,tsx}']

const project = (name: string, include: string, timeout: number, exclude: string[] = []) => ({
  test: {
    name,
    include: [include],
    exclude,
    testTimeout: timeout,
    hookTimeout: timeout * 2,
    setupFiles: ['test/support/each-file.ts'],
    // To load all sources anew for each file of tests takes a third of the time.
    isolate: false,
    passWithNoTests: exclude.length === 0,
  },
})
/** Timeouts end what hangs; they are long, because other suites run beside and a machine may be slow. */
const folder = (name: string, timeout: number) =>
  project(name, `test/${name}/**/*.test.{ts,tsx}`, timeout, apart)

/** Files come by their size, the largest first: these take longest, and would go on when all others have ended. */
const longest = /run-kept\.test\.ts$/
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const isLong = ({ moduleId }: TestSpecification) => longest.test(moduleId)
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))]
  }
}

const build = 'test/support/build.ts'
const withSetup = (made: ReturnType<typeof folder>, ...globalSetup: string[]) => ({
  test: { ...made.test, globalSetup },
})

export default defineConfig({
  test: {
    projects: [
      folder('unit', 60_000),
      withSetup(folder('integration', 120_000), build),
      withSetup(folder('e2e', 300_000), build, 'test/support/shared-lab.ts'),
      folder('fresh', 300_000),
      folder('image', 1_800_000),
      withSetup(project('soak', 'test/**/*.soak.test.{ts,tsx}', 1_800_000), build),
    ],
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
  },
})
