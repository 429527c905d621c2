import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Many tests wait for a peer or a clock; on two cores the default would be one file at a time.
    maxWorkers: 2,
    globalSetup: './test/support/packages.ts',
    reporters: ['default', './test/reporter.ts'],
  },
})
