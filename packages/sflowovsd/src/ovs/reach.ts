import { connect, isIP } from 'node:net'
import { isAbsolute, join } from 'node:path'
import { runDirectory } from './run-directory.ts'

/** What a server of the database answers. `unknown`: it cannot be told without its own program (names, lists). */
export type Reach =
  | { readonly state: 'ok' | 'unknown' }
  | { readonly state: 'absent' | 'refused' | 'permission' | 'silent'; readonly why: string }

/** A local server accepts at once; one beyond the network has this time. */
const LIMIT_MS = 1000
/** OVSDB's port with IANA; ovsdb(7). */
const DEFAULT_PORT = 6640
/** sun_path of unix(7), without the zero at its end; Open vSwitch has a detour for longer ones, Node.js has not. */
const UNIX_PATH_MAX_BYTES = 107

const STATES: Readonly<Record<string, 'absent' | 'refused' | 'permission' | 'silent'>> = {
  ENOENT: 'absent',
  ENOTDIR: 'absent',
  ECONNREFUSED: 'refused',
  ECONNRESET: 'refused',
  EHOSTUNREACH: 'refused',
  ENETUNREACH: 'refused',
  EACCES: 'permission',
  EPERM: 'permission',
  // Its queue is full: it is there, and does not take anything.
  EAGAIN: 'silent',
  ETIMEDOUT: 'silent',
}

/**
 * Whether the server accepts connections, asked without a process. Never rejects; answers within 1 s.
 * @param server as `--db` takes it: `unix:PATH`, `tcp:ADDRESS[:PORT]`, ...
 */
export function reach(server: string, env: NodeJS.ProcessEnv): Promise<Reach> {
  const target = targetOf(server, env)
  if (target === undefined) return Promise.resolve({ state: 'unknown' })
  return new Promise((resolve) => {
    const socket = connect(target)
    const answer = (reached: Reach): void => {
      socket.destroy()
      resolve(reached)
    }
    socket.setTimeout(LIMIT_MS, () => answer({ state: 'silent', why: `no answer within ${LIMIT_MS} ms` }))
    socket.once('connect', () => answer({ state: 'ok' }))
    // Stays: errors may follow, and nobody else hears them.
    socket.on('error', (error) => answer(meaningOf(error)))
  })
}

type Target = { readonly path: string } | { readonly host: string; readonly port: number }

function targetOf(server: string, env: NodeJS.ProcessEnv): Target | undefined {
  const [, method, rest = ''] = /^(unix|tcp):([^,]+)$/u.exec(server) ?? []
  if (method === 'unix') {
    const path = isAbsolute(rest) ? rest : join(runDirectory(env), rest)
    return Buffer.byteLength(path) > UNIX_PATH_MAX_BYTES ? undefined : { path }
  }
  const [, bracketed, bare, port] = /^(?:\[(.+)\]|([^:]+))(?::(\d{1,5}))?$/u.exec(rest) ?? []
  const host = bracketed ?? bare ?? ''
  const number = Number(port ?? DEFAULT_PORT)
  // A name is left to the program: resolving it may hang for longer than anything here does.
  return isIP(host) === 0 || number < 1 || number > 65_535 ? undefined : { host, port: number }
}

function meaningOf(error: NodeJS.ErrnoException): Reach {
  const state = STATES[error.code ?? '']
  return state === undefined ? { state: 'unknown' } : { state, why: error.message }
}
