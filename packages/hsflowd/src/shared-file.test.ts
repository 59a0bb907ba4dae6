import { expect, it } from 'vitest'
import { mergeSettings } from './settings/merge.ts'
import { sharedSettings } from './shared-file.ts'

it('tells the other agents of collectors that they can send to: resolved, and in a namespace with a name', () => {
  const at = (host: string, namespace?: string) => ({ host, port: 6343, namespace })
  const collector = [at('10.0.0.50'), at('new.example'), at('::1', 'mgmt'), at('::1', '/proc/1/ns/net')]
  const settings = mergeSettings(
    { collector, polling: undefined, sampling: undefined, uuid: undefined, 'sub-agent-id': undefined },
    undefined,
  )
  const { collectors } = sharedSettings(settings, { address: '10.0.0.7', reason: 'test' }, [])
  expect(collectors).toEqual([
    { address: '10.0.0.50', port: 6343 },
    { address: '::1', port: 6343, namespace: 'mgmt' },
  ])
})
