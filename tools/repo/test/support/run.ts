import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** The repository, with a slash at the end. */
export const root = fileURLToPath(new URL('../../../../', import.meta.url))

/** How a program ended, and what it wrote. */
export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

// What `npm test` tells the programs that it starts about this repository must not reach an npm that works elsewhere.
// CI makes nx colour its output.
const inherited = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) =>
      !/^npm_(?:package|lifecycle|command|config_local_prefix)|^VITEST|^NODE_ENV$|^CI$|^FORCE_COLOR$/.test(
        name,
      ),
  ),
)

/** Runs a program to its end, in a folder, with nothing to read. */
export function run(
  folder: string,
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const child = spawn(program, args, {
    cwd: folder,
    env: { ...inherited, NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [stdout, stderr] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, stdout, stderr }))
  })
}

/** Runs a program that must succeed; gives what it wrote to stdout. */
export async function output(folder: string, program: string, args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await run(folder, program, args)
  if (code !== 0)
    throw new Error(`${program} ${args.join(' ')}: exit code ${String(code)}\n${stdout}\n${stderr}`)
  return stdout
}
