import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished, type TestContext } from 'vitest'
import { debianPackages, requirePackages } from '../apt.mjs'
import { sendDatagrams } from '../datagrams.ts'
import { startSfacctd, type Sfacctd } from '../sfacctd.ts'
import { tsharkDecode, type TsharkDatagram } from '../tshark.ts'

/** sfacctd for the time of a test, or the test is skipped. */
export async function sfacctdFor(ctx: TestContext): Promise<Sfacctd> {
  const packages = await requirePackages(debianPackages.sfacctd)
  if (!packages.ok) ctx.skip(packages.reason)
  const dir = await mkdtemp(join(tmpdir(), 'rig-sfacctd-'))
  onTestFinished(() => rm(dir, { recursive: true, force: true }))
  const sfacctd = await startSfacctd({ dir })
  onTestFinished(sfacctd.stop)
  return sfacctd
}

/** sfacctd, and these datagrams on their way to it. */
export async function sfacctdSees(ctx: TestContext, datagrams: readonly Uint8Array[]): Promise<Sfacctd> {
  const sfacctd = await sfacctdFor(ctx)
  await sendDatagrams(sfacctd.port, datagrams)
  return sfacctd
}

/** What tshark makes of datagrams, or the test is skipped. */
export async function tsharkSees(
  ctx: TestContext,
  datagrams: readonly Uint8Array[],
): Promise<TsharkDatagram[]> {
  const packages = await requirePackages(debianPackages.tshark)
  if (!packages.ok) ctx.skip(packages.reason)
  return tsharkDecode(datagrams)
}
