import { defineConfig } from 'vitest/config'

const soak = process.env.MERGESCOPE_SOAK === '1'
const project = (name: string, timeout: number) => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.{ts,tsx}`],
    exclude: soak ? [] : ['**/*.soak.test.{ts,tsx}'],
    testTimeout: timeout,
    hookTimeout: timeout * 2,
  },
})

export default defineConfig({
  test: {
    projects: [project('unit', 20_000), project('integration', 120_000), project('e2e', 300_000)],
    maxWorkers: 2,
  },
})
