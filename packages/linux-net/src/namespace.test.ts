import { expect, it } from 'vitest'
import { namespacePath } from './namespace.ts'

it('finds named namespaces where ip netns keeps them', () => {
  expect(namespacePath('blue')).toBe('/var/run/netns/blue')
  expect(namespacePath('/proc/1/ns/net')).toBe('/proc/1/ns/net')
})

it.each(['', '.', '..', '../../etc/passwd', 'a/b', 'a\0b'])('refuses the name %j', (name) => {
  expect(() => namespacePath(name)).toThrow(expect.objectContaining({ code: 'HSF_NET_ARGUMENT' }))
})
