import { networkInterfaces } from 'node:os'
import { systemClock, type CollectorSpec } from '@host-sflow/agent-runtime'
import { expect, test } from 'vitest'
import { ownAddress } from './own-address.ts'

const specOf = (host: string): CollectorSpec => ({ host, port: 6343 })

const outward = Object.values(networkInterfaces())
  .flatMap((addresses) => addresses ?? [])
  // Link-local ones mean nothing to others.
  .filter(({ internal, family, scopeid }) => !internal && (family === 'IPv4' || !scopeid))
  .map((each) => each.address)

test('a collector on this host is told an address that others know, where there is one', async () => {
  const { address, isSure } = await ownAddress([specOf('127.0.0.1')], systemClock)
  expect(isSure).toBe(outward.length > 0)
  expect(outward.length > 0 ? outward : ['127.0.0.1']).toContain(address)
})

test('a collector that cannot be found: there is an address within a second, and another look later', async () => {
  const startedAtMs = performance.now()
  const { address, isSure } = await ownAddress([specOf('collector.invalid')], systemClock)
  expect(performance.now() - startedAtMs).toBeLessThan(1500)
  expect(address).toMatch(/^[\d.:a-f]+$/u)
  expect(isSure).toBe(false)
})
