import { Resolver } from 'node:dns/promises'
import { expect, it, onTestFinished } from 'vitest'
import { debianPackages, requirePackages } from '../apt.mjs'
import { startBind9, startDnsmasq, zoneHead } from '../dns.ts'

function resolver({ address, port }: { address: string; port: number }): Resolver {
  const asks = new Resolver({ timeout: 500, tries: 1 })
  asks.setServers([`${address}:${port}`])
  return asks
}

it('dnsmasq serves its records, others after a change, nothing while it is gone', async (ctx) => {
  const packages = await requirePackages(debianPackages.dnsmasq)
  if (!packages.ok) ctx.skip(packages.reason)
  const server = await startDnsmasq({ lines: ['local=/rig.test/', 'txt-record=a.rig.test,one,two'] })
  onTestFinished(server.stop)
  const asks = resolver(server)
  expect(await asks.resolveTxt('a.rig.test')).toEqual([['one', 'two']])
  await expect(asks.resolveTxt('b.rig.test')).rejects.toMatchObject({ code: 'ENOTFOUND' })
  await expect(asks.resolveTxt('a.other.test')).rejects.toMatchObject({ code: 'EREFUSED' })
  await server.set(['txt-record=a.rig.test,three'])
  expect(await asks.resolveTxt('a.rig.test')).toEqual([['three']])
  await server.halt()
  await expect(asks.resolveTxt('a.rig.test')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  await server.start()
  server.freeze()
  await expect(asks.resolveTxt('a.rig.test')).rejects.toMatchObject({ code: 'ETIMEOUT' })
  server.resume()
  expect(await asks.resolveTxt('a.rig.test')).toEqual([['three']])
})

it('bind9 serves its zones, updates, and fails for a zone that it does not understand', async (ctx) => {
  const packages = await requirePackages(debianPackages.bind9)
  if (!packages.ok) ctx.skip(packages.reason)
  const server = await startBind9({
    zones: { 'rig.test': `${zoneHead(30)}a TXT "one"\n`, 'broken.test': 'a TXT "one"\n' },
  })
  onTestFinished(server.stop)
  const asks = resolver(server)
  expect(await asks.resolveTxt('a.rig.test')).toEqual([['one']])
  await expect(asks.resolveTxt('a.broken.test')).rejects.toMatchObject({ code: 'ESERVFAIL' })
  await expect(asks.resolveTxt('a.other.test')).rejects.toMatchObject({ code: 'EREFUSED' })
  await server.update('update delete a.rig.test TXT', 'update add a.rig.test 10 TXT "two"')
  expect(await asks.resolveTxt('a.rig.test')).toEqual([['two']])
  await server.set({ 'rig.test': zoneHead(30) })
  await expect(asks.resolveTxt('a.rig.test')).rejects.toMatchObject({ code: 'ENOTFOUND' })
})
