import fc from 'fast-check'
import { expect, it } from 'vitest'
import { userName } from './user-name.ts'

it.each([
  ['anna', 'anna'],
  [{ username: 'anna', name: 'Anna A.', id: 7 }, 'anna'],
  [{ name: 'Anna A.', id: 7 }, 'Anna A.'],
  [{ name: { first: 'Anna' }, id: 7 }, '7'],
  [{ username: 'anna@example.com', id: 'u-7' }, 'u-7'],
  [{ email: 'anna@example.com' }, undefined],
  ['anna@example.com', undefined],
  [{ username: '' }, undefined],
  [{}, undefined],
  [null, undefined],
  [undefined, undefined],
  [true, undefined],
])('%j is told as %j', (user, name) => {
  expect(userName(user)).toBe(name)
})

it('takes any number', () => {
  expect([userName(0), userName({ id: 12n })]).toEqual(['0', '12'])
})

it('tells nothing that is an object, or an e-mail address', () => {
  fc.assert(
    fc.property(fc.anything(), (user) => {
      const name = userName(user)
      expect(name?.includes('@') ?? false).toBe(false)
      expect(name).not.toBe('[object Object]')
    }),
  )
})
