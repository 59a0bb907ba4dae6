// A request is told as Apache's own module tells it: whoever reads that one's samples reads ours.
import { request } from 'node:http'
import {
  decodeDatagram,
  flowSample,
  httpRequest,
  type DecodedFields,
  type KnownRecord,
} from '@host-sflow/sflow-encoder'
import { expect, it } from 'vitest'
import { readHexDatagrams } from '../../../tools/rigs/datagrams.ts'
import { openReceiver } from '../../../tools/rigs/receiver.ts'
import { onlySource, recordOf } from './support/collected.ts'
import { startServer } from './support/server.ts'
import { httpSettings, settingsFile } from './support/settings.ts'

const APACHE = new URL('../../../tools/rigs/testdata/apache-http.hex', import.meta.url)

/** By their numbers on the wire. */
const METHODS = ['', 'OPTIONS', 'GET', 'HEAD', 'POST', 'PUT', 'DELETE']

type Flow = Pick<DecodedFields<(typeof flowSample)['fields']>, 'records'>
const tags = ({ records }: Flow): string[] => records.map(({ row }) => row?.name ?? 'unknown').toSorted()

it('the same records, and in them the same of the same requests', async () => {
  const [, datagram] = await readHexDatagrams(APACHE)
  const apache = decodeDatagram(datagram!)
    .samples.filter(({ row }) => row === flowSample)
    .map((sample) => (sample as KnownRecord<typeof flowSample>).fields)
  expect(apache.length).toBeGreaterThan(5)

  const receiver = await openReceiver()
  const settings = await settingsFile(receiver.port, httpSettings(1, 1))
  const server = await startServer('http', { settings: settings.path, env: { SFLOW_URI: 'full' } })
  await receiver.until('the first counters', () => receiver.received.length > 0)
  for (const flow of apache) {
    const { method, uri, host, useragent, referer, xff } = recordOf(flow, httpRequest)!
    await new Promise((resolve, reject) => {
      const headers = {
        host,
        'user-agent': useragent,
        ...(referer !== '' && { referer }),
        ...(xff !== '' && { 'x-forwarded-for': xff }),
      }
      request(`${server.url}${uri}`, { method: METHODS[method]!, headers, agent: false }, (response) =>
        response.resume().on('end', resolve),
      )
        .on('error', reject)
        .end()
    })
  }
  const ours = await receiver.until('all samples', () => {
    const { flows } = onlySource(receiver.received)
    return flows.length >= apache.length && flows
  })
  expect(ours.map(tags)).toEqual(apache.map(tags))
  const asked = (flow: Flow): object => {
    const { method, protocol, uri, host, useragent, referer, xff, authuser } = recordOf(flow, httpRequest)!
    return { method, protocol, uri, host, useragent, referer, xff, authuser }
  }
  expect(ours.map(asked)).toEqual(apache.map(asked))
  server.kill('SIGKILL')
})
