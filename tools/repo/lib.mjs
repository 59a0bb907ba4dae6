import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** The repository, with a slash at the end. */
export const root = fileURLToPath(new URL('../../', import.meta.url))

const bin = `${root}node_modules/.bin/`

/** Says what begins; the returned function says how long it took. */
export function progress(what) {
  const started = performance.now()
  process.stderr.write(`- ${what} ...\n`)
  return (result = 'done') =>
    process.stderr.write(`  ${result} in ${((performance.now() - started) / 1000).toFixed(1)} s\n`)
}

/** Runs a program to its end, quietly: its output is returned. */
export function runCommand(command, args, options = {}) {
  const shell = process.platform === 'win32'
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, shell, stdio: ['ignore', 'pipe', 'pipe'], ...options })
    let output = ''
    const add = (chunk) => (output += chunk)
    child.stdout?.on('data', add)
    child.stderr?.on('data', add)
    child.on('error', (error) => resolve({ code: 127, output: error.message }))
    child.on('close', (code, signal) => resolve({ code: code ?? (signal ? 1 : 0), output }))
  })
}

/** Runs a program of node_modules/.bin to its end, quietly. */
export const runTool = (tool, args, options) => runCommand(`${bin}${tool}`, args, options)

/** Runs a program of node_modules/.bin with our own terminal. */
export const showTool = (tool, args, options) => runTool(tool, args, { ...options, stdio: 'inherit' })

/** Runs named steps one after another; prints the output of those that fail. Returns how many did. */
export async function runSteps(steps) {
  let failed = 0
  for (const [name, step] of steps) {
    const done = progress(name)
    const { code, output } = await step()
    done(code === 0 ? 'ok' : 'FAILED')
    if (code === 0) continue
    failed++
    console.error(output)
  }
  return failed
}
