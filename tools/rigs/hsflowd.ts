import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { startChild, type Child } from './child.ts'

const PROGRAM = fileURLToPath(new URL('../../packages/hsflowd/bin/hsflowd.js', import.meta.url))
// What it sent before it ended still is in our socket's buffer.
const LAST_DATAGRAM_MS = 50

/** Our own daemon. `stop` returns after it has flushed, and after the last datagram has been recorded. */
export type Hsflowd = Child & {
  /** The datagrams that it has sent so far, oldest first. */
  sent: () => readonly Uint8Array[]
}

/**
 * Starts the built hsflowd, polling once a second, with all its files in a private directory. It sends to `ports` of
 * 127.0.0.1 and to a socket of the rig, which records what is sent: every collector gets the same bytes.
 */
export async function startHsflowd(options: {
  ports: readonly number[]
  /** Instead of the address that it elects. */
  agentIP?: string
}): Promise<Hsflowd> {
  const dir = await mkdtemp(join(tmpdir(), 'rig-hsflowd-'))
  const datagrams: Uint8Array[] = []
  const socket = createSocket('udp4', (datagram) => void datagrams.push(datagram))
  const close = async (): Promise<void> => {
    socket.close()
    await rm(dir, { recursive: true, force: true })
  }
  try {
    socket.bind(0, '127.0.0.1')
    await once(socket, 'listening')
    const config = join(dir, 'hsflowd.conf')
    await writeFile(config, configuration([...options.ports, socket.address().port], options.agentIP))
    const settings = join(dir, 'hsflowd.auto')
    const child = await startChild([
      'env',
      `STATE_DIRECTORY=${dir}`,
      process.execPath,
      PROGRAM,
      // As who runs the test: another user may not be able to read this clone.
      '-P',
      '-f',
      config,
      '-o',
      settings,
    ])
    let stopped: Promise<void> | undefined
    return {
      ...child,
      sent: () => datagrams,
      stop: () =>
        (stopped ??= child
          .stop()
          .then(() => sleep(LAST_DATAGRAM_MS))
          .then(close)),
    }
  } catch (error) {
    await close()
    throw error
  }
}

function configuration(ports: readonly number[], agentIP: string | undefined): string {
  const collectors = ports.map((port) => `  collector { ip = 127.0.0.1 udpport = ${port} }\n`)
  const agent = agentIP === undefined ? '' : `  agentIP = ${agentIP}\n`
  return `sflow {\n  polling = 1\n${agent}${collectors.join('')}}\n`
}
