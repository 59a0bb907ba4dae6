import { describe, expect, it } from 'vitest'
import { textOf } from '../host/text.ts'
import { parseMeminfo, parseVmstat } from './memory.linux.ts'

describe('memory', () => {
  it('counts reclaimable slabs as cache and shows shared memory', () => {
    const memory = {}
    parseMeminfo(
      textOf(
        'MemTotal: 8000 kB\nMemFree: 1000 kB\nBuffers: 10 kB\nCached: 300 kB\nSwapCached: 9 kB\n' +
          'SwapTotal: 20 kB\nSwapFree: 19 kB\nShmem: 7 kB\nSReclaimable: 50 kB\n',
      ),
      memory,
    )
    expect(memory).toEqual({
      mem_total: 8_192_000,
      mem_free: 1_024_000,
      mem_buffers: 10_240,
      mem_cached: 358_400,
      swap_total: 20_480,
      swap_free: 19_456,
      mem_shared: 7_168,
    })
  })

  it('leaves unknown what an old kernel does not have', () => {
    const memory = {}
    parseMeminfo(textOf('MemTotal: 1 kB\nMemFree: 1 kB\nCached: 2 kB\n'), memory)
    parseVmstat(textOf('pgpgin 5\n'), memory)
    expect(memory).toMatchObject({
      mem_cached: 2048,
      mem_shared: null,
      swap_total: null,
      page_in: 5,
      swap_out: null,
    })
  })
})
