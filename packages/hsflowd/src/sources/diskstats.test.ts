import { describe, expect, it } from 'vitest'
import { textOf } from '../host/text.ts'
import { createDiskstatsParser } from './diskstats.ts'

const sda = (reads: number): string => `   8       0 sda ${reads} 5 2000 300 40 6 800 90 0 400 390 0 0\n`
const sda1 = '   8       1 sda1 60 5 1200 200 30 6 600 60 0 260 260 0 0\n'

describe('diskstats', () => {
  it('sums the chosen lines, sectors as 512 bytes', () => {
    const parse = createDiskstatsParser(() => new Set(['sda']))
    expect(parse(textOf(sda(100) + sda1))).toEqual({
      reads: 100,
      bytesRead: 2000 * 512,
      readMs: 300,
      writes: 40,
      bytesWritten: 800 * 512,
      writeMs: 90,
    })
  })

  it('chooses again only when the lines are others', () => {
    const asked: string[][] = []
    const parse = createDiskstatsParser((names) => {
      asked.push([...names])
      return new Set(['sda', 'sdb'])
    })
    parse(textOf(sda(100) + sda1))
    parse(textOf(sda(1000) + sda1))
    expect(asked).toEqual([['sda', 'sda1']])
    const sdb = '   8      16 sdb 7000 0 80 3 20 0 160 4 0 7 7\n'
    expect(parse(textOf(sda(1000) + sda1 + sdb)).reads).toBe(1000)
    expect(asked.at(-1)).toEqual(['sda', 'sda1', 'sdb'])
    expect(parse(textOf(sda(1001))).reads).toBe(1001)
    expect(asked).toHaveLength(3)
  })

  it('keeps counters of 64 bits that JavaScript holds no more exactly', () => {
    const parse = createDiskstatsParser(() => new Set(['sda']))
    const huge = '   8       0 sda 1 0 18014398509481984 0 1 0 8 0 0 0 0\n'
    expect(parse(textOf(huge)).bytesRead).toBe(2 ** 54 * 512)
  })

  it('leaves out a line that is cut short', () => {
    const parse = createDiskstatsParser((names) => new Set(names))
    expect(parse(textOf(`${sda(5)}   8      16 sdb 7000 0`)).reads).toBe(5)
  })
})
