import { expect, it } from 'vitest'
import { rivals, sameServer } from './rivals.ts'
import { seenKeeper } from './seen.ts'

it('the two names of the run directory are one database', () => {
  const [own, given] = ['unix:/var/run/openvswitch/db.sock', 'unix:/run/openvswitch/db.sock']
  expect(sameServer(own, given)).toBe(true)
  expect(sameServer(own, 'unix:/run/other/db.sock')).toBe(false)
  const keepers = [own, given].map((server, at) =>
    seenKeeper({ name: 'sflowovsd', pid: 7 + at, writtenAt: '', file: '', details: { server } }),
  )
  expect(rivals(keepers)).toEqual([expect.stringContaining('processes 7, 8')])
})
