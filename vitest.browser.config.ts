import { defineConfig } from 'vitest/config'

/** The page in a real browser: `npm run test:browser`, apart from the tests that need none. */
export default defineConfig({
  test: {
    include: ['test/browser/**/*.browser.ts'],
    env: { NO_COLOR: '1' },
    testTimeout: 120_000,
    hookTimeout: 180_000,
    fileParallelism: false,
  },
})
