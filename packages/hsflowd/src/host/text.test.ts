import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decimal, integer, integerAfter, lineKey, nextLine, seek, textOf, word } from './text.ts'

describe('text', () => {
  it('reads numbers of one line and stops at its end', () => {
    const text = textOf(' 12\t-3 x\n4')
    expect([integer(text), integer(text), integer(text)]).toEqual([12, -3, Number.NaN])
    nextLine(text)
    expect([integer(text), integer(text)]).toEqual([4, Number.NaN])
  })

  it('reads fractions', () => {
    const text = textOf('0.20 12.05 7 .5')
    expect([decimal(text), decimal(text), decimal(text), decimal(text)]).toEqual([0.2, 12.05, 7, Number.NaN])
  })

  it('finds a key at the start of a line only, in any order', () => {
    const text = textOf('SwapCached: 1\nCached: 2\nFree: 3\n')
    expect(integerAfter(text, lineKey('Free:'))).toBe(3)
    expect(integerAfter(text, lineKey('Cached:'))).toBe(2)
    expect(integerAfter(text, lineKey('ree:'))).toBeNaN()
  })

  it('does not see what an earlier, longer text left in the buffer', () => {
    const text = textOf('a 1\nb 2\nc 3\n')
    text.end = 5
    expect(seek(text, lineKey('b'))).toBe(false)
    expect(seek(text, lineKey('a'))).toBe(true)
  })

  it('takes any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const text = textOf(bytes)
        let steps = 0
        while (text.at < text.end && steps++ < 1000) {
          integer(text)
          decimal(text)
          word(text)
          if (!nextLine(text)) break
        }
        expect(text.at).toBeLessThanOrEqual(text.end)
        expect(steps).toBeLessThan(1000)
      }),
    )
  })

  it('reads every safe integer exactly', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (value) => {
        expect(integer(textOf(`${value}`))).toBe(value)
      }),
    )
  })
})
