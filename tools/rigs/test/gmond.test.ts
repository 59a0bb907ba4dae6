import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { debianPackages, requirePackages } from '../apt.mjs'
import { until } from '../child.ts'
import { readHexDatagrams, sendDatagrams } from '../datagrams.ts'
import { startGmond, type Gmond, type GmondBuild } from '../gmond.ts'
import { gmondGauges } from '../gmond-expected.ts'
import { requireGmondI386 } from '../gmond-i386.ts'

const HOST = new URL('../testdata/hsflowd-host.hex', import.meta.url)

async function gmond(build: GmondBuild): Promise<Gmond> {
  const dir = await mkdtemp(join(tmpdir(), 'rig-gmond-'))
  onTestFinished(() => rm(dir, { recursive: true, force: true }))
  const started = await startGmond({ dir, build })
  onTestFinished(started.stop)
  return started
}

it("shows the host of the C hsflowd (Debian's 32-bit build)", async (ctx) => {
  const build = await requireGmondI386()
  if (!build.ok) ctx.skip(build.reason)
  const rig = await gmond('i386')
  await sendDatagrams(rig.sflowPort, await readHexDatagrams(HOST), 300)
  const host = await until('the host and its rates', 5000, async () => {
    const vm = (await rig.hosts()).get('vm')
    return vm?.metrics.has('bytes_in') ? vm : undefined
  })
  expect(host.ip).toBe('192.0.2.2')
  // The second datagram, as sflowtool prints it.
  const expected = gmondGauges({
    hostDescr: {
      uuid: '11111111222233334444555555555555',
      machine_type: 3,
      os_name: 2,
      os_release: '6.18.44-fc-v669',
    },
    hostCpu: {
      load_one: 1.68,
      load_five: 0.9,
      load_fifteen: 0.36,
      proc_run: 1,
      proc_total: 138,
      cpu_num: 2,
      cpu_speed: 2596,
    },
    hostMemory: {
      mem_total: 25276502016,
      mem_free: 21599457280,
      mem_shared: 0,
      mem_buffers: 46624768,
      mem_cached: 3171569664,
      swap_total: 0,
      swap_free: 0,
    },
    hostDiskIo: { disk_total: 270553174016, disk_free: 83234070528, part_max_used: 6923 },
  })
  const seen = Object.fromEntries([...host.metrics].map(([name, metric]) => [name, metric.value]))
  expect(seen).toMatchObject(expected)
  expect(Object.keys(expected)).toHaveLength(21)
})

it("dies of its own uuid string when it is Debian's 64-bit build", async (ctx) => {
  if (process.arch !== 'x64') ctx.skip('measured on amd64 only')
  const packages = await requirePackages(debianPackages.gmond)
  if (!packages.ok) ctx.skip(packages.reason)
  const rig = await gmond('native')
  await sendDatagrams(rig.sflowPort, (await readHexDatagrams(HOST)).slice(0, 1))
  const failure = until('gmond dies', 5000, async () => void (await rig.xml()))
  await expect(failure).rejects.toThrow('SIGSEGV')
})
