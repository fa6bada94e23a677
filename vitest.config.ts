import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/support/setup.ts'],
    env: { NO_COLOR: '1' },
    testTimeout: 60_000,
    // Every core, and one process for many files: no test leaves state in a module.
    maxWorkers: '100%',
    isolate: false,
    coverage: { provider: 'v8', include: ['src/**'], thresholds: { lines: 80 } },
  },
})
