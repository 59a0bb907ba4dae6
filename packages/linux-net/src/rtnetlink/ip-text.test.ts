import fc from 'fast-check'
import { expect, it } from 'vitest'
import { viewOf } from '../../testdata/recorded.ts'
import { ipText } from './ip-text.ts'

it('writes IPv4', () => {
  expect(ipText(viewOf(Uint8Array.of(192, 0, 2, 255)), 0, 4)).toBe('192.0.2.255')
})

it('writes IPv6 as the URL standard does', () => {
  // Few distinct words, so that runs of zeros of all lengths occur.
  const words = fc.array(fc.oneof(fc.constant(0), fc.nat(0xffff)), { minLength: 8, maxLength: 8 })
  fc.assert(
    fc.property(words, (groups) => {
      fc.pre(!(groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff))
      const view = new DataView(new ArrayBuffer(16))
      for (const [index, group] of groups.entries()) view.setUint16(index * 2, group)
      const full = groups.map((group) => group.toString(16)).join(':')
      expect(`[${ipText(view, 0, 16)}]`).toBe(new URL(`http://[${full}]/`).hostname)
    }),
  )
})

it('writes IPv4-mapped addresses with their dotted part', () => {
  const bytes = Uint8Array.from(Buffer.from('00000000000000000000ffffc0000201', 'hex'))
  expect(ipText(viewOf(bytes), 0, 16)).toBe('::ffff:192.0.2.1')
})

it('knows no other lengths', () => {
  expect(ipText(viewOf(new Uint8Array(6)), 0, 6)).toBeUndefined()
})
