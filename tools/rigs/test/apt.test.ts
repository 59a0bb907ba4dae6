import { afterEach, expect, it, vi } from 'vitest'
import { requirePackages } from '../apt.mjs'

afterEach(() => vi.unstubAllEnvs())

it('installs nothing where HOST_SFLOW_APT=0 forbids it, and says what is missing', async () => {
  vi.stubEnv('HOST_SFLOW_APT', '0')
  const result = await requirePackages(['host-sflow-no-such-package'])
  expect(result.ok).toBe(false)
  expect(!result.ok && result.reason).toMatch(
    /^host-sflow-no-such-package not installed: needs Debian packages/,
  )
})

it('is content with what is installed', async (ctx) => {
  vi.stubEnv('HOST_SFLOW_APT', '0')
  const result = await requirePackages(['dpkg'])
  if (!result.ok) ctx.skip(result.reason)
  expect(result).toEqual({ ok: true })
})
