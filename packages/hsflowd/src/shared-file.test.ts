import { expect, it } from 'vitest'
import { mergeSettings } from './settings/merge.ts'
import { noLayers } from './settings/plain.test-helper.ts'
import { sharedSettings } from './shared-file.ts'

it('tells the other agents of collectors that they can send to: resolved, and in a namespace with a name', () => {
  const at = (host: string, address: string | null, namespace?: string) => ({
    spec: { host, port: 6343, namespace },
    address,
  })
  const active = [
    at('10.0.0.50', '10.0.0.50'),
    at('new.example', null),
    at('old.example', '::1', 'mgmt'),
    at('::1', '::1', '/proc/1/ns/net'),
    at('alias.example', '10.0.0.50'),
  ]
  const { settings } = mergeSettings(noLayers)
  const { collectors } = sharedSettings(settings, { address: '10.0.0.7', reason: 'test' }, active)
  expect(collectors).toEqual([
    { address: '10.0.0.50', port: 6343 },
    { address: '::1', port: 6343, namespace: 'mgmt' },
  ])
})
