import { spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run as build } from './build.mjs'
import { root } from './lib.mjs'

const POLLING_S = 2
const SFLOW_PORT = 6343

/**
 * hsflowd and a listener of its own, until Ctrl-C. Everything they write is in a private directory that goes again;
 * of the host nothing is changed. `npm start -- --format json` shows the stream as JSON, and so on.
 */
export async function run(args) {
  const built = await build()
  if (built !== 0) return built
  const folder = mkdtempSync(join(tmpdir(), 'host-sflow-start-'))
  const port = (await isFree(SFLOW_PORT)) ? SFLOW_PORT : await anyFreePort()
  const log = join(folder, 'hsflowd.log')
  console.error(
    `- streaming this host to 127.0.0.1:${port}, every ${POLLING_S} s (Ctrl-C ends it)\n  log and settings: ${folder}`,
  )
  try {
    return await both(folder, port, log, args)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function both(folder, port, log, args) {
  const logFd = openSync(log, 'w')
  const program = (path, options, stdio, detached = false) =>
    spawn(process.execPath, [`${root}${path}`, ...options], {
      stdio,
      detached,
      env: { ...process.env, XDG_RUNTIME_DIR: folder, STATE_DIRECTORY: folder, HSFLOWD_COLLECTOR: '' },
    })
  const listen = ['listen', '--address', '127.0.0.1', '--port', `${port}`, ...args]
  const listener = program('tools/sflow/bin/sflow.js', listen, ['ignore', 'inherit', 'inherit'])
  const config = join(folder, 'hsflowd.conf')
  writeFileSync(
    config,
    `sflow {\n  polling = ${POLLING_S}\n  collector { ip = 127.0.0.1 udpport = ${port} }\n}\n`,
  )
  // As who started it: another user may not be able to read this clone.
  const daemonOptions = ['-P', '-f', config, '-o', join(folder, 'hsflowd.auto')]
  // Out of the terminal's reach: of a closed terminal's SIGHUP, a daemon would read its settings again.
  const daemon = program('packages/hsflowd/bin/hsflowd.js', daemonOptions, ['ignore', 'ignore', logFd], true)
  closeSync(logFd)
  const children = [daemon, listener]
  const stop = () => children.forEach((child) => child.kill('SIGTERM'))
  let asked = false
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => {
      asked = true
      stop()
    })
  let first
  await Promise.all(
    children.map(
      (child) =>
        new Promise((resolve) => {
          child.on('exit', (code) => {
            // The other one ends because this one has.
            first ??= { child, code: code ?? 1 }
            stop()
            resolve()
          })
        }),
    ),
  )
  if (asked) return 0
  if (first.child === daemon) console.error(`hsflowd has ended:\n${readFileSync(log, 'utf8')}`)
  return first.code
}

function isFree(port) {
  return bindable(port).then(Boolean)
}

async function anyFreePort() {
  return bindable(0)
}

/** Binds a UDP port for a moment; its number, or undefined when somebody has it. */
function bindable(port) {
  return new Promise((resolve) => {
    const socket = createSocket('udp4')
    socket.on('error', () => resolve(undefined))
    socket.bind(port, '127.0.0.1', () => {
      const { port: bound } = socket.address()
      socket.close(() => resolve(bound))
    })
  })
}
