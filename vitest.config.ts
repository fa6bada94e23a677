import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/support/setup.ts'],
    env: { NO_COLOR: '1' },
    testTimeout: 60_000,
    coverage: { provider: 'v8', include: ['src/**'], thresholds: { lines: 80 } },
  },
})
