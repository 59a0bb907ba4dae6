import { execFileSync } from 'node:child_process'
import type { TestContext } from 'vitest'

let count = 0

export interface Namespace {
  /** Runs a program in it: `hsflowd(args, { prefix })`. */
  readonly prefix: readonly string[]
  /** `ip -n NAME ARGS`, its standard output. */
  readonly ip: (...args: readonly string[]) => string
}

/** A network namespace with its loopback up, until the test ends; skips the test where there can be none. */
export function addNamespace(ctx: TestContext): Namespace {
  ctx.skip(process.platform !== 'linux', 'network namespaces are of Linux')
  ctx.skip(process.getuid?.() !== 0, 'network namespaces need root')
  const name = `hsf-daemon-${process.pid}-${++count}`
  const run = (...args: readonly string[]): string =>
    execFileSync('ip', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  try {
    run('netns', 'add', name)
  } catch (error) {
    ctx.skip(`ip netns does not work here: ${String(error)}`)
  }
  ctx.onTestFinished(() => void run('netns', 'del', name))
  run('-n', name, 'link', 'set', 'lo', 'up')
  return { prefix: ['ip', 'netns', 'exec', name], ip: (...args) => run('-n', name, ...args) }
}

/** Skips the test where mount namespaces cannot be made. */
export function needMounts(ctx: TestContext): void {
  ctx.skip(process.platform !== 'linux', 'mount namespaces are of Linux')
  ctx.skip(process.getuid?.() !== 0, 'mount namespaces need root')
  try {
    execFileSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], { stdio: 'pipe' })
  } catch (error) {
    ctx.skip(`unshare -m does not work here: ${String(error)}`)
  }
}

/** Starts a program in a mount namespace of its own, once `script` (sh) has run there. */
export const withMounts = (script: string): readonly string[] => [
  'unshare',
  '-m',
  'sh',
  '-ec',
  `${script}\nexec "$@"`,
  'sh',
]
