import { expect, it } from 'vitest'
import { errnoName } from './errno.ts'
import { linuxNetAvailable, loadNative, native } from './libc.ts'

it('is unavailable on other systems, with the reason', () => {
  expect(() => loadNative('darwin')).toThrow(
    expect.objectContaining({
      code: 'HSF_NET_UNAVAILABLE',
      message: expect.stringContaining('the platform is darwin'),
    }),
  )
})

it('is unavailable where koffi is missing, with the reason', () => {
  const missing = (): never => {
    throw new Error("Cannot find module 'koffi'\nRequire stack: ...")
  }
  expect(() => loadNative('linux', missing)).toThrow(
    expect.objectContaining({
      code: 'HSF_NET_UNAVAILABLE',
      message: expect.stringMatching(/Cannot find module 'koffi'$/),
    }),
  )
})

it('reports availability and entry points consistently', () => {
  const availability = linuxNetAvailable()
  if (availability.available) expect(native().libc.close(-1)).toBe(-1)
  else expect(native).toThrow(expect.objectContaining({ code: 'HSF_NET_UNAVAILABLE' }))
})

it.each([
  [19, 'ENODEV'],
  [11, 'EAGAIN'],
  [95, 'EOPNOTSUPP'],
  [111, 'ECONNREFUSED'],
  [108, 'ESHUTDOWN'],
  [524, 'E524'],
])('names errno %i %s', (value, name) => {
  if (process.platform === 'linux') expect(errnoName(value)).toBe(name)
})
