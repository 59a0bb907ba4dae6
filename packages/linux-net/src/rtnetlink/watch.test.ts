import { expect, it } from 'vitest'
import { recordedMessages, viewOf } from '../../testdata/recorded.ts'
import { notificationVisitor } from './watch.ts'

it('sorts recorded notifications, and takes a port that leaves its bridge for no removal', () => {
  const seen: string[] = []
  const visit = notificationVisitor({
    onLink: (link) => seen.push(`link ${link.name} ${link.master === undefined ? 'free' : 'in bridge'}`),
    onLinkRemoved: (ifIndex) => seen.push(`removed ${ifIndex}`),
    onAddress: (address) => seen.push(`address ${address.local}`),
    onAddressRemoved: (address) => seen.push(`address removed ${address.local}`),
  })
  for (const { type, bytes } of recordedMessages('notifications')) visit(type, viewOf(bytes), 0, bytes.length)

  // capture.mjs took veth1 out of the bridge and back, removed 10.9.0.2 and added it, then deleted macvlan0 (6).
  const veth1 = seen.filter((line) => line.startsWith('link veth1'))
  expect(veth1).toContain('link veth1 free')
  expect(veth1.at(-1)).toBe('link veth1 in bridge')
  expect(seen.filter((line) => line.startsWith('address'))).toEqual([
    'address removed 10.9.0.2',
    'address 10.9.0.2',
  ])
  expect(seen.filter((line) => line.startsWith('removed'))).toEqual(['removed 6'])
})
