import {
  createCollectors,
  findStateDirectory,
  openStateDirectory,
  sleep,
  systemClock,
  type Log,
} from '@host-sflow/agent-runtime'
import { catalogueOf, countersSampleExpanded, createDecoder, datagramJson } from '@host-sflow/sflow-encoder'
import { loadPrevious } from './address/kept.ts'
import { askDns } from './ask-dns.ts'
import { DaemonError } from './errors.ts'
import type { Host } from './host/host.ts'
import type { LoadedSettings } from './load-settings.ts'
import type { Effective, Settings } from './settings/settings.ts'
import { sourcesOf } from './sources/index.ts'
import { interfaceSource } from './sources/interfaces.ts'
import { openStream } from './stream.ts'

/** Names that are not resolved by then are left out. */
const RESOLVE_LIMIT_MS = 2000
/** A collector on this machine, or in reach, has answered by then if nothing listens there. */
const REFUSAL_MS = 200
/** Native sockets are asked twice a second whether an answer has come. */
const NATIVE_REFUSAL_MS = 800

/** One collection of everything, decoded and printed, one line of JSON per datagram; nothing is sent. */
export async function dryRun({ settings }: Effective, host: Host, log: Log): Promise<string> {
  const lines: string[] = []
  const rows = [...sourcesOf(host.platform), interfaceSource].flatMap(({ emits }) => emits)
  const decode = createDecoder(catalogueOf([countersSampleExpanded, ...rows]))
  const destination = {
    size: 1,
    // The bytes are decoded, so that what is printed is what would be on the wire.
    send: (bytes: Uint8Array) => void lines.push(datagramJson(decode(bytes))),
  }
  const stream = openStream({
    settings: polling(settings),
    host,
    destination,
    clock: systemClock,
    log,
    previous: await addressOfLastRun(log),
  })
  await stream.agent.collectAll()
  stream.agent.stop()
  stream.close()
  return lines.map((line) => `${line}\n`).join('')
}

/**
 * One collection of everything, sent.
 * @throws DaemonError HSF_CONFIG_NO_COLLECTOR, HSF_NOT_SENT when a collector did not take it
 */
export async function sendOnce(loaded: LoadedSettings, host: Host, log: Log): Promise<void> {
  const { settings } = await askDns(loaded, log)
  if (settings.collectors.length === 0) {
    const asked = settings.dnsSd !== undefined
    throw new DaemonError('HSF_CONFIG_NO_COLLECTOR', asked ? 'DNS-SD names none either' : undefined)
  }
  const collectors = createCollectors({ specs: settings.collectors, log })
  await collectors.ready(RESOLVE_LIMIT_MS)
  const stream = openStream({
    settings: polling(settings),
    host,
    destination: collectors,
    clock: systemClock,
    log,
    previous: await addressOfLastRun(log),
  })
  await stream.agent.collectAll()
  stream.agent.stop()
  stream.close()
  const native = settings.collectors.some(({ device, namespace }) => device ?? namespace)
  await sleep(systemClock, native ? NATIVE_REFUSAL_MS : REFUSAL_MS)
  const failed = collectors
    .status()
    .filter((each) => each.active && (each.state !== 'open' || each.datagrams === 0))
  await collectors.close()
  if (failed.length > 0)
    throw new DaemonError(
      'HSF_NOT_SENT',
      failed.map((each) => `${each.collector} (${each.state})`).join(', '),
    )
}

// The daemon's, so that what is sent by hand bears the same name.
const addressOfLastRun = async (log: Log) => loadPrevious(openStateDirectory(await findStateDirectory(), log))

// Asked for by hand, counters are collected also where polling is switched off.
function polling(settings: Settings): Settings {
  return { ...settings, polling: Math.max(1, settings.polling) }
}
