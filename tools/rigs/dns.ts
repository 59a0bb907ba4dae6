import { execFile } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { mkdir, mkdtemp, rm, rmdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { freeTcpPort, startChild, until, type Child } from './child.ts'

const run = promisify(execFile)

/** Where a DNS server listens. */
export type DnsPlace = {
  /** What starts it: `['ip', 'netns', 'exec', NAME]`. */
  prefix?: readonly string[]
  address?: string
  /** resolv.conf knows 53 only, which needs rights. */
  port?: number
}

/** A DNS server with its files in a private directory. */
export type DnsServer = {
  address: string
  port: number
  /** Gone, until `start`: nothing listens there (ICMP). */
  halt: () => Promise<void>
  start: () => Promise<void>
  /** There, but silent: what is asked gets no answer. Until `resume`. */
  freeze: () => void
  resume: () => void
  /** What it logged since it last started, queries included. */
  output: () => string
  /** The end: also removes its files. */
  stop: () => Promise<void>
}

export type Dnsmasq = DnsServer & {
  /** Starts again (some 10 ms) with other records. */
  set: (lines: readonly string[]) => Promise<void>
}

export type Bind9 = DnsServer & {
  /** Commands of nsupdate(1): `update add NAME TTL TYPE DATA`, `update delete NAME [TYPE]`; one transaction. */
  update: (...commands: readonly string[]) => Promise<void>
  /** Starts again with other zones. */
  set: (zones: Readonly<Record<string, string>>) => Promise<void>
}

const START_LIMIT_MS = 10_000

/** A loopback address of this test: of 16 million ones. */
export const privateAddress = (): string => `127.${randomInt(1, 255)}.${randomInt(255)}.${randomInt(1, 255)}`

/**
 * Starts dnsmasq, at port 5300 of an address of loopback that nobody else has unless told. `lines`: of dnsmasq.conf(5), such as `srv-host=...`. It answers for what they name, and refuses the
 * rest unless `local=/DOMAIN/` says that there is none.
 * @throws when it is not ready within 10 s
 */
export async function startDnsmasq(options: DnsPlace & { lines: readonly string[] }): Promise<Dnsmasq> {
  const { prefix = [], address = privateAddress(), port = 5300 } = options
  const dir = await mkdtemp(join(tmpdir(), 'rig-dnsmasq-'))
  const config = join(dir, 'dnsmasq.conf')
  const common = [
    'keep-in-foreground',
    'log-facility=-',
    'log-queries',
    'no-resolv',
    'no-hosts',
    'no-poll',
    'bind-interfaces',
    `listen-address=${address}`,
    `port=${port}`,
    `pid-file=${join(dir, 'pid')}`,
    // Its own user cannot be set by anyone else.
    ...(process.getuid?.() === 0 ? ['user=root', 'group=root'] : []),
  ]
  const write = (lines: readonly string[]): Promise<void> =>
    writeFile(config, [...common, ...lines, ''].join('\n'))
  await write(options.lines)
  const server = await startServer({
    dir,
    address,
    port,
    command: [...prefix, 'dnsmasq', `--conf-file=${config}`],
    ready: 'started, version',
  })
  return {
    ...server,
    set: async (lines) => {
      await write(lines)
      await server.halt()
      await server.start()
    },
  }
}

/**
 * Starts bind9 as the primary of zones: their text by their name. It listens at addresses that an interface bears, so
 * at a free port of 127.0.0.1 unless told. It refuses other zones, and fails (SERVFAIL) for a
 * zone whose text it does not understand.
 * @throws when it is not ready within 10 s
 */
export async function startBind9(
  options: DnsPlace & { zones: Readonly<Record<string, string>>; options?: string },
): Promise<Bind9> {
  const { prefix = [], address = '127.0.0.1', port = await freeTcpPort() } = options
  const dir = await mkdtemp(join(tmpdir(), 'rig-bind9-'))
  const key = join(dir, 'session.key')
  const config = join(dir, 'named.conf')
  const any = address.includes(':') ? 'listen-on-v6' : 'listen-on'
  const none = address.includes(':') ? 'listen-on' : 'listen-on-v6'
  const write = async (zones: Readonly<Record<string, string>>): Promise<void> => {
    const texts = Object.entries(zones)
    const file = (name: string): string => join(dir, `zone.${name}`)
    await Promise.all(
      texts.map(async ([name, text]) => {
        await rm(`${file(name)}.jnl`, { force: true })
        await writeFile(file(name), text)
      }),
    )
    const blocks = texts.map(
      ([name]) => `zone "${name}" { type primary; file "${file(name)}"; update-policy local; };\n`,
    )
    await writeFile(
      config,
      `options { directory "${dir}"; pid-file none; session-keyfile "${key}"; lock-file none;
  ${any} port ${port} { ${address}; }; ${none} { none; };
  recursion no; dnssec-validation no; empty-zones-enable no; querylog yes; notify no;
  ${options.options ?? ''} };
controls { };
${blocks.join('')}`,
    )
  }
  await write(options.zones)
  const server = await startServer({
    dir,
    address,
    port,
    command: [...prefix, 'named', '-g', '-c', config, '-n', '1'],
    ready: ' running\n',
  })
  return {
    ...server,
    set: async (zones) => {
      await write(zones)
      await server.halt()
      await server.start()
    },
    update: async (...commands) => {
      const script = join(dir, 'update')
      await writeFile(script, [`server ${address} ${port}`, ...commands, 'send', ''].join('\n'))
      const [program, ...args] = [...prefix, 'nsupdate', '-k', key, script]
      await run(program, args)
    },
  }
}

/** The head of a zone, and its name server. `negativeTtlS`: how long "no such name" holds. */
export const zoneHead = (ttlS: number, negativeTtlS = 5): string =>
  `$TTL ${ttlS}\n@ SOA ns1 root 1 60 60 60 ${negativeTtlS}\n@ NS ns1\nns1 A 127.0.0.1\n`

/**
 * What programs started with `ip netns exec` find as /etc/resolv.conf, until `remove`. Written in place: they hold it
 * as a bind mount, so a change reaches those that run.
 */
export async function writeResolvConf(
  namespace: string,
  text: string,
): Promise<{ write: (text: string) => Promise<void>; remove: () => Promise<void> }> {
  const dir = join('/etc/netns', namespace)
  const file = join(dir, 'resolv.conf')
  await mkdir(dir, { recursive: true })
  await writeFile(file, text)
  return {
    write: (next) => writeFile(file, next),
    remove: async () => {
      await rm(dir, { recursive: true, force: true })
      // The last one out; others are not ours.
      await rmdir('/etc/netns').catch(() => undefined)
    },
  }
}

async function startServer(options: {
  dir: string
  address: string
  port: number
  command: readonly string[]
  ready: string
}): Promise<DnsServer> {
  const { dir, address, port, command, ready } = options
  let child: Child | undefined
  const halt = async (): Promise<void> => {
    const running = child
    child = undefined
    await running?.stop()
  }
  const start = async (): Promise<void> => {
    const started = await startChild(command as [string, ...string[]])
    child = started
    await until(`${command.join(' ')} is ready`, START_LIMIT_MS, () => {
      if (started.exit()) throw new Error(`${command.join(' ')} ended: ${started.output()}`)
      return started.output().includes(ready) ? true : undefined
    })
  }
  const signal = (name: 'SIGSTOP' | 'SIGCONT'): void => void (child && process.kill(-child.pid, name))
  const stop = async (): Promise<void> => {
    signal('SIGCONT')
    await halt()
    await rm(dir, { recursive: true, force: true })
  }
  try {
    await start()
  } catch (error) {
    await stop()
    throw error
  }
  return {
    address,
    port,
    halt,
    start,
    freeze: () => signal('SIGSTOP'),
    resume: () => signal('SIGCONT'),
    output: () => child?.output() ?? '',
    stop,
  }
}
