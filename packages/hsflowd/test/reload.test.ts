// The configuration file of a running hsflowd changes.
import { appendFileSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it, vi } from 'vitest'
import { parseSharedFile } from '@host-sflow/config-share'
import { hsflowd, scratch, type Hsflowd } from './support/hsflowd.ts'
import { openReceiver } from '../../../tools/rigs/receiver.ts'

const ERROR = 50

function place() {
  const directory = scratch()
  const [config, auto] = [join(directory, 'hsflowd.conf'), join(directory, 'hsflowd.auto')]
  const configure = (text: string): void => writeFileSync(config, text)
  const shared = (part: string): Promise<void> =>
    vi.waitFor(() => expect(readFileSync(auto, 'utf8')).toContain(part), { timeout: 5000, interval: 20 })
  /** What the daemon's status file tells of the configuration. */
  const reloads = (daemon: Hsflowd): unknown => {
    const file = join(directory, 'agents', `hsflowd.${daemon.pid}.json`)
    const { counters, details } = JSON.parse(readFileSync(file, 'utf8')) as Record<
      string,
      Record<string, unknown>
    >
    return { ...(details!['reload'] as object), metric: counters!['configLastReloadSuccessful'] }
  }
  return {
    auto,
    config,
    configure,
    directory,
    reloads,
    shared,
    start: (...args: string[]) => hsflowd(['-f', config, '-o', auto, ...args]),
  }
}

describe.concurrent('a changed hsflowd.conf', () => {
  it('is followed by itself, and what has changed is logged, nothing else', async () => {
    const receiver = await openReceiver()
    const { auto, configure, shared, start } = place()
    const collector = `collector { ip = 127.0.0.1 udpport = ${receiver.port} }`
    configure(`sflow {\n polling = 1\n sampling = 400\n ${collector}\n}\n`)
    const daemon = start()
    await shared('sampling=400')
    configure(
      `sflow {\n polling = 1\n sampling = 512\n sampling.http = 10\n agentIP = 192.0.2.7\n ${collector}\n}\n`,
    )
    await shared('sampling.http=10')
    const changes = daemon.said('settings: ').map((text) => text.replace(/\(.*:/, '('))
    expect(changes).toEqual([
      'settings: sampling: 400 -> 512 (3)',
      'settings: sampling.http: not set -> 10 (4)',
      'settings: agentIP: not set -> 192.0.2.7 (5)',
    ])
    expect(parseSharedFile(readFileSync(auto, 'utf8'))).toMatchObject({ state: 'complete', revision: 2 })
    await receiver.until(
      'the new address',
      () => receiver.received.at(-1)?.datagram.agent_address === '192.0.2.7',
    )
    // Comments and the order of lines are nothing to tell anybody.
    configure(
      `# a comment\nsflow {\n agentIP = 192.0.2.7\n ${collector}\n sampling.http = 10\n sampling = 512\n polling = 1\n}\n`,
    )
    await daemon.logged('nothing has changed')
    expect(parseSharedFile(readFileSync(auto, 'utf8'))).toMatchObject({ revision: 2 })
    await daemon.stop()
    const numbers = receiver.received.map(({ datagram }) => datagram.sequence_number)
    expect(numbers).toEqual(numbers.map((_, i) => i + 1))
  })

  it('that is invalid is reported, with all its errors, and a metric says so until it is mended', async () => {
    const { config, configure, reloads, shared, start } = place()
    const good = 'sflow { polling = 20 collector { ip = 127.0.0.1 udpport = 9 } }\n'
    configure(good)
    const daemon = start()
    await shared('polling=20')
    configure('sflow {\n poling = 3\n sampling = lots\n}\n')
    const { level, msg } = await daemon.logged('the settings stay as they are')
    expect(level).toBe(ERROR)
    expect(msg).toContain(`${config}:2:2: error: unknown sflow setting "poling", did you mean "polling"?`)
    expect(msg).toContain(`${config}:3:13: error: `)
    await vi.waitFor(
      () => expect(reloads(daemon)).toMatchObject({ reloads: 1, failures: 1, successful: false, metric: 0 }),
      { timeout: 5000 },
    )
    await shared('polling=20')
    configure(good.replace('20', '25'))
    await shared('polling=25')
    await vi.waitFor(
      () =>
        expect(reloads(daemon)).toMatchObject({
          reloads: 2,
          failures: 1,
          successful: true,
          error: null,
          metric: 1,
        }),
      { timeout: 5000 },
    )
    await daemon.stop()
  })

  it('that is written piece by piece is read when it is whole', async () => {
    const { configure, config, shared, start } = place()
    configure('sflow { polling = 20 collector { ip = 127.0.0.1 udpport = 9 } }\n')
    const daemon = start()
    await shared('polling=20')
    configure('sflow {\n')
    for (const line of [' polling = 25\n', ' collector {', ' ip = 127.0.0.1', ' udpport = 9 }\n', '}\n']) {
      await sleep(150)
      appendFileSync(config, line)
    }
    await shared('polling=25')
    expect(daemon.log().filter((line) => line.level >= ERROR)).toEqual([])
    await daemon.stop()
  })

  it('--no-watch: is left alone until SIGHUP', async () => {
    const { configure, shared, auto, start } = place()
    const polling = (seconds: number): void =>
      configure(`sflow { polling = ${seconds} collector { ip = 127.0.0.1 udpport = 9 } }\n`)
    polling(20)
    const daemon = start('--no-watch')
    await shared('polling=20')
    polling(25)
    await sleep(2500)
    expect(readFileSync(auto, 'utf8')).toContain('polling=20\n')
    daemon.kill('SIGHUP')
    await shared('polling=25')
    await daemon.stop()
  })

  it('the last collector goes, and comes back', async () => {
    const receiver = await openReceiver()
    const { auto, configure, shared, start } = place()
    const collector = `collector { ip = 127.0.0.1 udpport = ${receiver.port} }`
    configure(`sflow { DNSSD = off polling = 1 ${collector} }\n`)
    const daemon = start()
    await receiver.until('a datagram', () => receiver.received.length > 0)
    configure('sflow { DNSSD = off polling = 1 }\n')
    await daemon.logged('collector removed')
    await vi.waitFor(() => expect(readFileSync(auto, 'utf8')).not.toContain('collector='), { timeout: 5000 })
    const { length } = receiver.received
    await sleep(2500)
    expect(receiver.received.length).toBe(length)
    configure(`sflow { DNSSD = off polling = 1 ${collector} }\n`)
    await shared('collector=')
    await receiver.until('more datagrams', () => receiver.received.length > length + 1)
    const numbers = receiver.received.map(({ datagram }) => datagram.sequence_number)
    expect(numbers).toEqual(numbers.map((_, i) => i + 1))
    await daemon.stop()
  })

  it('that goes away changes nothing; renamed back, neither', async () => {
    const { config, configure, shared, start } = place()
    configure('sflow { polling = 20 collector { ip = 127.0.0.1 udpport = 9 } }\n')
    const daemon = start()
    await shared('polling=20')
    renameSync(config, `${config}.old`)
    await daemon.logged('the configuration file is gone')
    renameSync(`${config}.old`, config)
    await daemon.logged('is there again')
    await shared('polling=20')
    expect(daemon.log().filter((line) => line.level >= ERROR)).toEqual([])
    await daemon.stop()
  })
})

describe.concurrent('the end of hsflowd', () => {
  it.each([
    [[], /polling=20\n[^]*collector=127.0.0.1 9\n/],
    [['--withdraw-on-exit'], /^# .*\nrev_start=2\nagentIP=.*\n(?:agent=.*\n)?ds_index=1\nrev_end=2\n$/],
  ] as const)('%j', async (args, expected) => {
    const { auto, configure, shared, start } = place()
    configure('sflow { polling = 20 collector { ip = 127.0.0.1 udpport = 9 } }\n')
    const daemon = start(...args)
    await shared('polling=20')
    expect((await daemon.stop()).code).toBe(0)
    expect(readFileSync(auto, 'utf8')).toMatch(expected)
  })
})
