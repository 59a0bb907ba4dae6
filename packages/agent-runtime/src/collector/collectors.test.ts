import { expect, test } from 'vitest'
import { settle } from '../../test/kit/fake-clock.ts'
import { parseCollector } from './collector-spec.ts'
import { DATAGRAM, setUp, systemError } from './collectors.test-helper.ts'

test('none is a legal state', async () => {
  const { collectors, clock, lines } = setUp('')
  collectors.send(DATAGRAM)
  await collectors.ready(1000)
  expect(collectors.size).toBe(0)
  expect(collectors.status()).toEqual([])
  await collectors.close()
  expect([clock.timers, lines.length]).toEqual([0, 0])
})

test('every datagram goes to all, and each fails alone', async () => {
  const { collectors, sockets, states, lines, clock } = setUp(
    '10.0.0.1 10.0.0.2:7000 none.example',
    {},
    new Set(['10.0.0.2']),
  )
  const ready = collectors.ready(5000)
  await settle()
  await ready
  expect(states()).toEqual(['open', 'error', 'error'])
  for (let i = 0; i < 5; i++) collectors.send(DATAGRAM)
  expect(collectors.status().map(({ datagrams, bytes, lost }) => [datagrams, bytes, lost])).toEqual([
    [5, 500, 0],
    [0, 0, 5],
    [0, 0, 5],
  ])
  expect(lines).toEqual([
    'warn the name of the collector cannot be resolved: none.example:6343: getaddrinfo ENOTFOUND none.example (correct the name, or check DNS on this host: getent ahosts NAME)',
    'warn datagrams cannot be sent to the collector: 10.0.0.2:7000: send ENETUNREACH (check the route to it (ip route get ADDRESS) and the firewall of this host)',
  ])
  await clock.advance(100_000)
  expect(lines).toHaveLength(2)
  expect(sockets[0]).toMatchObject({ address: '10.0.0.1', port: 6343, sent: 5, closed: false })
})

test('a failed name is tried again after 1, 2, 4 ... 60 s, and found again later', async () => {
  const { collectors, clock, names, lookups, states, lines } = setUp('c.example')
  const times: number[] = []
  let seen = 0
  for (let second = 0; second < 190; second++) {
    if (lookups() > seen) times.push(second)
    seen = lookups()
    await clock.advance(1000)
  }
  expect(times).toEqual([0, 1, 3, 7, 15, 31, 63, 123, 183])
  names['c.example'] = ['10.0.0.9']
  await clock.advance(60_000)
  expect(states()).toEqual(['open'])
  expect(lines.at(-1)).toMatch(
    /^info the name of the collector is resolved again: c\.example:6343; \d+ repeats$/,
  )
  expect(collectors.status()[0]).toMatchObject({
    address: '10.0.0.9',
    lastError: { code: 'HSF_COLLECTOR_UNRESOLVED' },
  })
})

test('names are looked up again every 60 s, never per datagram, and the last good address is kept', async () => {
  const { collectors, clock, names, sockets, lookups, states, lines } = setUp('c.example', {
    'c.example': ['10.0.0.1', '10.0.0.2'],
  })
  await settle()
  for (let i = 0; i < 1000; i++) collectors.send(DATAGRAM)
  expect(lookups()).toBe(1)
  // The address in use stays while it is among the answers, in whatever order.
  names['c.example'] = ['10.0.0.2', '10.0.0.1']
  await clock.advance(60_000)
  expect([lookups(), sockets.length]).toEqual([2, 1])

  names['c.example'] = new Error('getaddrinfo EAI_AGAIN c.example')
  await clock.advance(60_000)
  collectors.send(DATAGRAM)
  expect([states(), sockets[0]!.sent]).toEqual([['open'], 1001])
  expect(lines).toHaveLength(1)

  names['c.example'] = ['10.0.0.3']
  await clock.advance(60_000)
  expect(sockets.map(({ address, closed }) => [address, closed])).toEqual([
    ['10.0.0.1', true],
    ['10.0.0.3', false],
  ])
})

test('a refusal is said once, with the remedy; its end when 60 s have passed without one', async () => {
  const { collectors, clock, sockets, states, lines } = setUp('10.0.0.1:7000')
  await settle()
  for (let second = 0; second < 10; second++) {
    collectors.send(DATAGRAM)
    sockets[0]!.onError(systemError('ECONNREFUSED'))
    await clock.advance(1000)
  }
  expect(states()).toEqual(['refused'])
  expect(sockets).toHaveLength(1)
  // Ten seconds without one show that it works; the log does not change its mind so fast.
  for (let second = 0; second < 59; second++) {
    expect(states()).toEqual([second < 10 ? 'refused' : 'open'])
    collectors.send(DATAGRAM)
    await clock.advance(1000)
  }
  expect(lines).toHaveLength(1)
  await clock.advance(1000)
  collectors.send(DATAGRAM)
  expect(states()).toEqual(['open'])
  expect(lines).toEqual([
    'warn nothing listens at the collector (ICMP port unreachable): 10.0.0.1:7000 (on 10.0.0.1 run: sflow listen --port 7000)',
    'info the collector no longer refuses datagrams: 10.0.0.1:7000; 9 repeats',
  ])
  expect(collectors.status()[0]).toMatchObject({ refusals: 10, datagrams: 70 })
})

test('time alone is no sign of life: the datagram before must have gone unrefused', async () => {
  const { collectors, clock, sockets, states } = setUp('10.0.0.1')
  await settle()
  for (let i = 0; i < 3; i++) {
    collectors.send(DATAGRAM)
    sockets[0]!.onError(systemError('ECONNREFUSED'))
    await clock.advance(120_000)
    expect(states()).toEqual(['refused'])
  }
})

test('a name with several addresses is refused only when all of them are', async () => {
  const { collectors, clock, sockets, states, lines } = setUp('localhost', {
    localhost: ['::1', '127.0.0.1'],
  })
  await settle()
  for (let i = 0; i < 3; i++) collectors.send(DATAGRAM)
  sockets[0]!.onError(systemError('ECONNREFUSED'))
  await settle()
  expect(sockets.map(({ address, closed, sent }) => [address, closed, sent])).toEqual([
    ['::1', true, 3],
    // What the first address refused is sent again.
    ['127.0.0.1', false, 3],
  ])
  expect([states(), lines]).toEqual([['open'], []])
  sockets[1]!.onError(systemError('ECONNREFUSED'))
  await settle()
  expect(states()).toEqual(['refused'])
  expect(lines).toHaveLength(1)
  // Each address in turn, but no datagram goes round in circles.
  expect(sockets[2]).toMatchObject({ address: '::1', sent: 0 })
  collectors.send(DATAGRAM)
  await clock.advance(2000)
  collectors.send(DATAGRAM)
  sockets[2]!.onError(systemError('ECONNREFUSED'))
  await settle()
  expect(sockets[2]!.sent).toBe(2)
  // A second after the first datagram the address counts as good, and what it got then is not repeated.
  expect(sockets[3]).toMatchObject({ address: '127.0.0.1', sent: 0 })
})

test('an address that cannot be reached is passed over', async () => {
  const names = { 'c.example': ['2001:db8::1', '10.0.0.1'] }
  const { sockets, states, lines } = setUp('c.example', names, new Set(['2001:db8::1']))
  await settle()
  expect([states(), sockets.map(({ address }) => address), lines]).toEqual([['open'], ['10.0.0.1'], []])
})

test.each(['ENETUNREACH', 'EBADF', 'EPERM', 'ENODEV'])(
  'after %s the socket is opened anew, with back-off',
  async (code) => {
    const { collectors, clock, sockets, unreachable, states, lines } = setUp('10.0.0.1')
    await settle()
    unreachable.add('10.0.0.1')
    sockets[0]!.onError(systemError(code))
    expect(sockets[0]!.closed).toBe(true)
    await clock.advance(20_000)
    expect(states()).toEqual(['error'])
    unreachable.clear()
    await clock.advance(16_000)
    expect(sockets).toHaveLength(2)
    collectors.send(DATAGRAM)
    expect(states()).toEqual(['open'])
    await clock.advance(60_000)
    expect(lines).toHaveLength(1)
    collectors.send(DATAGRAM)
    expect(lines[1]).toMatch(
      /^info datagrams can be sent to the collector again: 10\.0\.0\.1:6343; \d+ repeats$/,
    )
  },
)

test('an error that comes back at each datagram keeps its growing back-off', async () => {
  const { clock, sockets } = setUp('10.0.0.1')
  await settle()
  for (let second = 0; second < 60; second++) {
    sockets.at(-1)!.onError(systemError('EPERM'))
    await clock.advance(1000)
  }
  expect(sockets.length).toBeLessThan(8)
})

test.each(['EMSGSIZE', 'ENOBUFS'])('%s costs the datagram, not the socket', async (code) => {
  const { sockets, states, lines, collectors } = setUp('10.0.0.1')
  await settle()
  sockets[0]!.onLost()
  sockets[0]!.onError(systemError(code))
  expect([sockets[0]!.closed, states(), lines.length]).toEqual([false, ['open'], 1])
  expect(collectors.status()[0]!.lost).toBe(1)
})

test('a full queue drops, counts and says so once, also while it lets a few through', async () => {
  const { collectors, clock, sockets, lines } = setUp('10.0.0.1')
  await settle()
  for (let i = 0; i < 100; i++) {
    sockets[0]!.full = i % 2 === 0
    collectors.send(DATAGRAM)
  }
  expect(collectors.status()[0]).toMatchObject({ datagrams: 50, lost: 50 })
  expect(lines).toHaveLength(1)
  await clock.advance(60_000)
  collectors.send(DATAGRAM)
  expect(lines[1]).toBe('info datagrams are no longer dropped for the collector: 10.0.0.1:6343; 49 repeats')
})

test('set keeps what stays, opens what is new, closes what is gone', async () => {
  const { collectors, sockets, clock, lookups } = setUp('10.0.0.1 c.example', { 'c.example': ['10.0.0.3'] })
  await settle()
  collectors.send(DATAGRAM)
  collectors.set([parseCollector('10.0.0.2'), parseCollector('10.0.0.1'), parseCollector('10.0.0.1:6343')])
  await settle()
  collectors.send(DATAGRAM)
  expect(sockets.map(({ address, sent, closed }) => [address, sent, closed])).toEqual([
    ['10.0.0.1', 2, false],
    ['10.0.0.3', 1, true],
    ['10.0.0.2', 1, false],
  ])
  expect(collectors.size).toBe(2)
  collectors.set([])
  await clock.advance(200_000)
  expect(lookups()).toBe(1)
  expect([sockets.every(({ closed }) => closed), clock.timers]).toEqual([true, 0])
})

test('a socket that opens after the close is closed too', async () => {
  const { collectors, sockets } = setUp('10.0.0.1')
  await collectors.close()
  await settle()
  expect(sockets.map(({ closed }) => closed)).toEqual([true])
})

test('one line of a device or namespace names it', () => {
  const { collectors } = setUp('')
  collectors.set([
    { host: '10.0.0.1', port: 6343, device: 'eth1', namespace: 'red', sourceAddress: '10.0.0.9' },
  ])
  expect(collectors.status()[0]!.collector).toBe('10.0.0.1:6343 dev eth1 namespace red from 10.0.0.9')
})
