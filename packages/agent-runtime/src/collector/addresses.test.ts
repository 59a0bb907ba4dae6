// What becomes of a collector when its addresses change, and of the datagrams meanwhile.
import { expect, test } from 'vitest'
import { settle } from '../../test/kit/fake-clock.ts'
import { answerLater, DATAGRAM, parseSpecs, setUp, systemError } from './collectors.test-helper.ts'

const NAMES = { 'c.example': ['10.0.0.1'] }

test('what is sent before the first answer arrives after it, in order and counted once', async () => {
  const answer = answerLater()
  const { collectors, sentTo, states } = setUp('c.example', { 'c.example': answer.promise })
  for (let i = 0; i < 3; i++) collectors.send(DATAGRAM)
  expect([states(), collectors.status()[0]!.lost]).toEqual([['resolving'], 0])
  answer.resolve(['10.0.0.1'])
  await settle()
  expect([sentTo('10.0.0.1'), collectors.status()[0]]).toMatchObject([3, { datagrams: 3, lost: 0 }])
})

test('no more than 64 datagrams, and for no more than 5 s', async () => {
  const answer = answerLater()
  const rig = setUp('c.example d.example', { 'c.example': answer.promise, 'd.example': ['10.0.0.2'] })
  for (let i = 0; i < 70; i++) rig.collectors.send(DATAGRAM)
  await rig.clock.advance(6000)
  rig.collectors.send(DATAGRAM)
  answer.resolve(['10.0.0.1'])
  await settle()
  expect(rig.sentTo('10.0.0.1')).toBe(0)
  expect(rig.collectors.status().map(({ datagrams, lost }) => [datagrams, lost])).toEqual([
    [0, 71],
    [65, 6],
  ])
})

test('what was kept for a name that has no address is lost, and counted', async () => {
  const { collectors } = setUp('c.example')
  for (let i = 0; i < 3; i++) collectors.send(DATAGRAM)
  await settle()
  expect(collectors.status()[0]).toMatchObject({ state: 'error', datagrams: 0, lost: 3 })
})

test('a new address that cannot be reached: the old one serves until it can', async () => {
  const rig = setUp('c.example', { ...NAMES }, new Set(['10.0.0.9']))
  await settle()
  rig.names['c.example'] = ['10.0.0.9']
  await rig.clock.advance(60_000)
  rig.collectors.send(DATAGRAM)
  expect([rig.states(), rig.sentTo('10.0.0.1'), rig.lines.length]).toEqual([['open'], 1, 1])
  rig.unreachable.clear()
  await rig.clock.advance(70_000)
  rig.collectors.send(DATAGRAM)
  expect(rig.sockets.map(({ address, sent, closed }) => [address, sent, closed])).toEqual([
    ['10.0.0.1', 1, true],
    ['10.0.0.9', 1, false],
  ])
})

test('an answer that changes while sockets are opened: the newest one counts, at once', async () => {
  const rig = setUp('c.example', { ...NAMES }, new Set(['10.0.0.1']))
  const opens = answerLater()
  rig.gate.opens = opens.promise
  await settle()
  rig.names['c.example'] = ['10.0.0.2']
  await rig.clock.advance(60_000)
  opens.resolve([])
  await settle()
  expect(rig.sockets.map(({ address, closed }) => [address, closed])).toEqual([['10.0.0.2', false]])
})

test.each(['10.0.0.1', 'c.example'])(
  '%s is removed, and comes back, while its socket is opened',
  async (host) => {
    const rig = setUp(host, { ...NAMES })
    const opens = answerLater()
    rig.gate.opens = opens.promise
    rig.collectors.set([])
    await settle()
    rig.collectors.set(parseSpecs(host))
    rig.collectors.set([])
    rig.collectors.set(parseSpecs(`${host} 10.0.0.7`))
    rig.collectors.send(DATAGRAM)
    opens.resolve([])
    await settle()
    expect(rig.sockets.filter(({ closed }) => !closed).map(({ address, sent }) => [address, sent])).toEqual(
      expect.arrayContaining([
        ['10.0.0.1', 1],
        ['10.0.0.7', 1],
      ]),
    )
    await rig.collectors.close()
    expect([rig.sockets.every(({ closed }) => closed), rig.clock.timers]).toEqual([true, 0])
  },
)

test('a collector is replaced: every datagram arrives at one of them', async () => {
  const rig = setUp('10.0.0.1')
  await settle()
  for (let round = 0; round < 20; round++) {
    rig.collectors.send(DATAGRAM)
    rig.collectors.set(parseSpecs(round % 2 === 0 ? '10.0.0.2' : '10.0.0.1'))
    rig.collectors.send(DATAGRAM)
    rig.collectors.send(DATAGRAM)
    await settle()
  }
  expect(rig.sentTo('10.0.0.1') + rig.sentTo('10.0.0.2')).toBe(60)
})

test('a removed collector that comes back says its trouble again; one that is removed says nothing more', async () => {
  const rig = setUp('c.example')
  await settle()
  rig.collectors.set([])
  rig.collectors.set(parseSpecs('c.example'))
  await rig.clock.advance(10_000)
  expect(rig.lines).toHaveLength(2)
  rig.collectors.set([])
  await rig.clock.advance(600_000)
  expect(rig.lines).toHaveLength(2)
})

test.each(['EHOSTUNREACH', 'EACCES'])('%s from a firewall is a refusal: the socket stays', async (code) => {
  const rig = setUp('10.0.0.1')
  await settle()
  for (let i = 0; i < 3; i++) {
    rig.collectors.send(DATAGRAM)
    rig.sockets[0]!.onError(systemError(code))
  }
  expect([rig.states(), rig.sockets.length, rig.lines]).toEqual([
    ['refused'],
    1,
    [
      `warn datagrams are rejected on the way to the collector (ICMP, or a route of this host): 10.0.0.1:6343: send ${code} (allow UDP to its port in its firewall and in those on the way, and check: ip route get ADDRESS)`,
    ],
  ])
  await rig.clock.advance(61_000)
  rig.collectors.send(DATAGRAM)
  await rig.clock.advance(61_000)
  rig.collectors.send(DATAGRAM)
  expect([rig.states(), rig.lines.length]).toEqual([['open'], 2])
})

test('a socket that has served and fails is opened anew at once', async () => {
  const rig = setUp('10.0.0.1')
  await settle()
  rig.collectors.send(DATAGRAM)
  rig.sockets[0]!.onError(systemError('ENODEV'))
  await settle()
  rig.collectors.send(DATAGRAM)
  expect(rig.sockets.map(({ sent, closed }) => [sent, closed])).toEqual([
    [1, true],
    [1, false],
  ])
  expect(rig.collectors.status()[0]).toMatchObject({ state: 'open', lost: 0 })
  expect(rig.lines).toHaveLength(1)
})

test('a source address chooses among the addresses of a name those of its family', async () => {
  const both = { 'c.example': ['2001:db8::1', '10.0.0.1', '10.0.0.2'] }
  const [spec] = parseSpecs('c.example')
  const rig = setUp([{ ...spec!, sourceAddress: '10.0.0.7' }], both)
  await settle()
  expect(rig.sockets).toMatchObject([{ address: '10.0.0.1', sourceAddress: '10.0.0.7' }])
  const other = setUp([{ ...spec!, sourceAddress: '2001:db8::7' }], both)
  await settle()
  expect(other.sockets).toMatchObject([{ address: '2001:db8::1', sourceAddress: '2001:db8::7' }])
})

test('a source address of another family fails alone, says why, and comes up when the name gets an address', async () => {
  const rig = setUp(
    [
      { host: 'c.example', port: 6343, sourceAddress: '10.0.0.7' },
      { host: '::1', port: 6343, sourceAddress: '10.0.0.7' },
      { host: '10.0.0.9', port: 6343 },
    ],
    { 'c.example': ['2001:db8::1'] },
  )
  await settle()
  expect(rig.states()).toEqual(['error', 'error', 'open'])
  expect(rig.lines.toSorted()).toEqual([
    'warn the collector and its source address are not both IPv4 or both IPv6: [::1]:6343 from 10.0.0.7 (correct the source address, or leave it out)',
    'warn the collector and its source address are not both IPv4 or both IPv6: c.example:6343 from 10.0.0.7 (2001:db8::1) (correct the source address, or leave it out)',
  ])
  rig.names['c.example'] = ['2001:db8::1', '10.0.0.1']
  await rig.clock.advance(60_000)
  expect(rig.states()).toEqual(['open', 'error', 'open'])
})

test('the last collector is removed, and another one comes', async () => {
  const rig = setUp('10.0.0.1')
  await settle()
  rig.collectors.send(DATAGRAM)
  rig.collectors.set([])
  rig.collectors.send(DATAGRAM)
  await rig.clock.advance(60_000)
  expect([rig.collectors.size, rig.collectors.active(), rig.collectors.status(), rig.clock.timers]).toEqual([
    0,
    [],
    [],
    0,
  ])
  rig.collectors.set(parseSpecs('10.0.0.2'))
  await settle()
  rig.collectors.send(DATAGRAM)
  expect([rig.sentTo('10.0.0.1'), rig.sentTo('10.0.0.2')]).toEqual([1, 1])
})
