import { expect, it } from 'vitest'
import { dropsOf } from './udp-drops.ts'

// Of Linux 6.1 on a little-endian machine; the ports are 36343 and 53.
const UDP = `   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops            
 1207: 0100007F:8DF7 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 81520 2 000000000f3f3b3c 1234        
 1234: 00000000:0035 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 81521 2 000000000f3f3b3d 7           
`
const UDP6 = `  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
 1207: 00000000000000000000000001000000:8DF7 00000000000000000000000000000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 81524 2 00000000e1a0d4a7 55
`

it('finds the drops of a socket', () => {
  expect(dropsOf(UDP, ['0100007F', '7F000001'], 36_343)).toBe(1234)
  expect(dropsOf(UDP6, ['00000000000000000000000001000000'], 36_343)).toBe(55)
  // Another port, and another address.
  expect(dropsOf(UDP, ['0100007F'], 36_344)).toBeUndefined()
  expect(dropsOf(UDP, ['0100007F'], 53)).toBeUndefined()
  expect(dropsOf('', ['0100007F'], 53)).toBeUndefined()
  expect(dropsOf(' 1: 0100007F:0035 cut', ['0100007F'], 53)).toBeUndefined()
})
