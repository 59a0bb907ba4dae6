import { createRunner } from '../../src/ovs/run-program.ts'

// Runs a program that it may not kill, asks for another meanwhile, and for one more when the first has ended.
const runner = createRunner()
const run = (...command: string[]) => runner.run(command, { env: process.env, limitMs: 100 })
const first = await run(...process.argv.slice(2))
const meanwhile = await run('true')
const deadline = performance.now() + 20_000
let later = meanwhile
while (later.kind === 'stuck' && performance.now() < deadline) {
  await new Promise((resolve) => setTimeout(resolve, 50))
  later = await run('true')
}
process.stdout.write(JSON.stringify({ first, meanwhile, later }))
