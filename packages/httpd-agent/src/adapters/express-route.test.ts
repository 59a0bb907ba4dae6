import { expect, test } from 'vitest'
import { followRoute } from './express-route.ts'

test('a request that is followed behaves as one that is not', () => {
  const act = (request: Record<string, unknown>): unknown[] => {
    const before = [Object.keys(request), request['params']]
    request['params'] = { id: '1' }
    const derived = Object.create(request) as Record<string, unknown>
    derived['params'] = { id: '2' }
    const handed = new Proxy(request, {})
    handed['route'] = { path: '/' }
    const set = [Object.keys(request), { ...request }, Object.keys(derived), derived['params']]
    delete request['params']
    return [...before, ...set, request['params'], Object.keys(request)]
  }
  const followed = { url: '/1' }
  followRoute(followed)
  expect(act(followed)).toEqual(act({ url: '/1' }))
})

test('one that is frozen is left alone', () => {
  expect(followRoute(Object.freeze({}))()).toBeUndefined()
})
