// The root scripts: `npm start`, `npm test`, ... each as the first command after a clone.
// Only Node and npm are needed; this file therefore imports nothing that npm installs.
import { ensureInstalled, requireNode } from './install.mjs'

const tasks = {
  start: 'stream this host to a local listener, in a private directory',
  build: 'compile every package',
  test: 'build, install what the tests need, run them all',
  soak: 'what takes too long for every change: thousands of changes of settings',
  lint: 'format, lint, types, layers, package contents',
  format: 'rewrite every file in the one format',
  generate: 'write the manual pages, the sample configuration and its schema from their declarations',
  package: 'deb and rpm of hsflowd, and what its container image is built of, into dist/',
  bench: 'benchmarks, all or those named: see tools/bench/README.md',
}

const [task, ...args] = process.argv.slice(2)
if (!Object.hasOwn(tasks, task)) {
  console.error(
    `usage: npm run TASK\n${Object.entries(tasks)
      .map(([name, what]) => `  ${name.padEnd(10)}${what}`)
      .join('\n')}`,
  )
  process.exit(64)
}
requireNode()
await ensureInstalled()
const { run } = await import(`./${task}.mjs`)
process.exitCode = await run(args)
