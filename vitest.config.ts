import { defineConfig } from 'vitest/config'

// Tests import the packages' TypeScript, not their builds: see "@host-sflow/source" in each package.json. Node gets these
// conditions too: with "import" among them, require() of a library would give its ES module.
const conditions = ['@host-sflow/source', 'node']
const common = { resolve: { conditions }, ssr: { resolve: { conditions } } }

export default defineConfig({
  test: {
    projects: [
      {
        ...common,
        test: {
          name: 'unit',
          include: ['packages/*/src/**/*.test.ts', 'tools/*/src/**/*.test.ts'],
        },
      },
      {
        ...common,
        test: {
          name: 'integration',
          include: ['packages/*/test/**/*.test.ts', 'tools/*/test/**/*.test.ts'],
          // Real components: each test file makes its own network namespace and directories.
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      // `npm run test:soak`
      ...(process.env['HOST_SFLOW_SOAK'] === '1'
        ? [{ ...common, test: { name: 'soak', include: ['packages/*/test/soak/*.soak.ts'] } }]
        : []),
    ],
  },
})
