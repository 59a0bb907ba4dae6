import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { captureOf, createFakeService, fakeServices } from './fake-services.test-helper.ts'
import { watchHttp1 } from './watch-http1.ts'

test('a request is counted and sampled', async () => {
  const service = createFakeService()
  const stop = watchHttp1({ services: fakeServices(service), capture: captureOf() })
  const server = createServer((_request, response) =>
    response.writeHead(201, { 'Content-Type': 'text/plain; charset=utf-8' }).end('hello'),
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await fetch(`http://127.0.0.1:${port}/a?b`, { method: 'POST', body: 'xyz' })
  server.close()
  stop()
  expect(service.counts()).toEqual({ post: 1, '2XX': 1 })
  expect(service.inFlight).toBe(0)
  expect(service.flows).toMatchObject([
    {
      kind: 'requests',
      rate: 1,
      records: {
        http_request: { uri: '/a', status: 201, resp_bytes: 5, req_bytes: 3, mime_type: 'text/plain' },
        extended_socket_ipv4: { local_port: port },
      },
    },
  ])
})
