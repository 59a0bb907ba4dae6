import {
  encodeDatagram,
  decodeDatagram,
  flowSampleExpanded,
  type RecordInput,
} from '@host-sflow/sflow-encoder'
import { expect, test } from 'vitest'
import { captureOf } from '../http1/fake-services.test-helper.ts'
import { parseAddress } from './address.ts'
import { exchangeRecords, type Exchange } from './exchange.ts'

const ends = { localAddress: '10.0.0.1', localPort: 443, remoteAddress: '10.0.0.2', remotePort: 5000 }
const exchange = (some: Partial<Exchange> = {}): Exchange => ({
  request: { headers: {}, socket: {} },
  transaction: undefined,
  method: 'GET',
  protocol: 2000,
  uri: '/',
  host: 'a',
  status: 200,
  contentType: undefined,
  requestBytes: 0,
  responseBytes: 0,
  durationUs: 1,
  ends,
  ...some,
})

const fieldsOf = (records: readonly RecordInput[]): Record<string, Record<string, unknown>> =>
  Object.fromEntries(
    records.flatMap((record) => (record.row === undefined ? [] : [[record.row.name, { ...record.fields }]])),
  )

test.each([
  ['both of IPv4', {}, 'ipv4', '10.0.0.1', '10.0.0.2'],
  [
    'mapped into IPv6',
    { localAddress: '::ffff:10.0.0.1', remoteAddress: '::FFFF:10.0.0.2' },
    'ipv4',
    '10.0.0.1',
    '10.0.0.2',
  ],
  ['both of IPv6', { localAddress: '::1', remoteAddress: 'fe80::2%eth0' }, 'ipv6', '::1', 'fe80::2'],
])('the connection, %s', (_what, some, family, local_ip, remote_ip) => {
  const records = fieldsOf(exchangeRecords(exchange({ ends: { ...ends, ...some } }), captureOf()))
  expect(Object.keys(records)).toEqual(['http_request', `extended_socket_${family}`])
  expect(records[`extended_socket_${family}`]).toEqual({
    protocol: 6,
    local_ip,
    remote_ip,
    local_port: 443,
    remote_port: 5000,
  })
})

test('a unix socket has no connection to tell of', () => {
  const none = {
    localAddress: undefined,
    localPort: undefined,
    remoteAddress: undefined,
    remotePort: undefined,
  }
  expect(exchangeRecords(exchange({ ends: none }), captureOf())).toHaveLength(1)
})

test.each([
  ['10.0.0.2', 'ipv4', '10.0.0.1', '10.0.0.2', 5000],
  ['203.0.113.1', 'ipv4', '10.0.0.1', '203.0.113.1', 0],
  ['2001:db8::1', 'ipv6', '::ffff:10.0.0.1', '2001:db8::1', 0],
  ['nonsense', 'ipv4', '10.0.0.1', '10.0.0.2', 5000],
  [undefined, 'ipv4', '10.0.0.1', '10.0.0.2', 5000],
  ['', 'ipv4', '10.0.0.1', '10.0.0.2', 5000],
])('the client %j', (clientIp, family, local_ip, remote_ip, remote_port) => {
  const records = fieldsOf(exchangeRecords(exchange(), captureOf({ clientIp: () => clientIp })))
  expect(records[`extended_socket_${family}`]).toMatchObject({ local_ip, remote_ip, remote_port })
})

test('an IPv4 client behind a proxy of IPv6 stays an IPv4 client', () => {
  const v6 = { ...ends, localAddress: '::1', remoteAddress: '::2' }
  const records = fieldsOf(
    exchangeRecords(exchange({ ends: v6 }), captureOf({ clientIp: () => '203.0.113.1' })),
  )
  expect(records['extended_socket_ipv4']).toMatchObject({
    local_ip: '0.0.0.0',
    remote_ip: '203.0.113.1',
    remote_port: 0,
  })
})

test.each([
  ['text/html; charset=utf-8', 'text/html'],
  ['application/json', 'application/json'],
  [' text/plain ;x', 'text/plain'],
  [undefined, ''],
])('the type of %j is %j', (contentType, mime_type) => {
  expect(fieldsOf(exchangeRecords(exchange({ contentType }), captureOf()))['http_request']).toMatchObject({
    mime_type,
  })
})

test('who the user is, the option says before the framework; what is no text is nobody', () => {
  const user = (authUser: unknown, framework: unknown) =>
    fieldsOf(
      exchangeRecords(
        exchange({ transaction: { user: () => framework as string } }),
        captureOf({ authUser: authUser === undefined ? undefined : () => authUser as string }),
      ),
    )['http_request']?.['authuser']
  expect(user('ann', 'bob')).toBe('ann')
  expect(user(undefined, 'bob')).toBe('bob')
  expect(user(42, 'bob')).toBe('')
  expect(user(undefined, { name: 'bob' })).toBe('')
})

test('the longest of everything fits the limits of the standard, cut between characters', () => {
  const long = Buffer.from('ü'.repeat(500)).toString('latin1')
  const records = exchangeRecords(
    exchange({
      request: { headers: { referer: long, 'user-agent': long, 'x-forwarded-for': long }, socket: {} },
      uri: long,
      host: long,
      contentType: long,
      transaction: { user: () => 'ü'.repeat(500) },
      durationUs: 1e12,
      responseBytes: 2 ** 40,
    }),
    captureOf(),
  )
  const sample = {
    row: flowSampleExpanded,
    fields: { sequence_number: 1, source_id: { class: 3, index: 443 }, records },
  }
  const bytes = encodeDatagram({
    agent_address: '10.0.0.1',
    sub_agent_id: 443,
    sequence_number: 1,
    uptime: 1,
    samples: [sample],
  })
  const decoded = decodeDatagram(bytes).samples[0]
  const http = (decoded as unknown as { fields: { records: { fields: Record<string, unknown> }[] } }).fields
    .records[0]!.fields
  expect(http).toMatchObject({
    uri: 'ü'.repeat(127),
    referer: 'ü'.repeat(127),
    host: 'ü'.repeat(32),
    useragent: 'ü'.repeat(64),
    xff: 'ü'.repeat(32),
    authuser: 'ü'.repeat(16),
    mime_type: 'ü'.repeat(32),
    resp_bytes: 2 ** 40,
    uS: 0xffffffff,
  })
})

test.each([
  ['10.0.0.1', { family: 'ipv4', text: '10.0.0.1' }],
  ['::ffff:a00:1', { family: 'ipv4', text: '10.0.0.1' }],
  ['0:0:0:0:0:ffff:a00:1', { family: 'ipv4', text: '10.0.0.1' }],
  ['2001:db8::1', { family: 'ipv6', text: '2001:db8::1' }],
  ['010.0.0.1', undefined],
  ['10.0.0.1:80', undefined],
  ['', undefined],
  [undefined, undefined],
  ['1'.repeat(1000), undefined],
])('the address of %j is %j', (text, address) => {
  expect(parseAddress(text)).toEqual(address)
})
