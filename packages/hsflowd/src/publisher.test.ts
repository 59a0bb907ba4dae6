import type { ActiveCollector } from '@host-sflow/agent-runtime'
import { beforeEach, expect, it } from 'vitest'
import { createPublisher, type Publisher } from './publisher.ts'
import { plainSettings } from './settings/plain.test-helper.ts'
import type { Published } from './shared-file.ts'

const election = { address: '10.0.0.7', device: 'eth0', reason: 'test' }
const active: ActiveCollector[] = []

let waiting: boolean
let off: boolean
let published: Published[]
let settle: () => void
let publisher: Publisher

beforeEach(() => {
  waiting = false
  off = false
  published = []
  publisher = createPublisher({
    sharedFile: {
      revision: 1,
      path: 'hsflowd.auto',
      prepare: () => Promise.resolve(),
      publish: (content) => Promise.resolve(void published.push(content)),
      close: () => Promise.resolve(),
    },
    live: {
      get effective() {
        return { settings: { ...plainSettings, off }, origins: new Map() }
      },
      get waiting() {
        return waiting
      },
      files: [],
      reload: () => Promise.resolve(),
      status: () => {
        throw new Error('not asked for')
      },
      close: () => undefined,
    },
    stream: { election },
    collectors: {
      active: () => active,
      ready: () => new Promise((resolve) => (settle = resolve)),
    },
    onRevision: () => undefined,
  })
})

it('publishes what is in force; silence where DNS asks for it', async () => {
  await publisher.publish()
  off = true
  await publisher.publish()
  expect(published.map(({ settings }) => settings === null)).toEqual([false, true])
})

it('says nothing while names of new collectors are being resolved', async () => {
  const settled = publisher.settleAndPublish()
  await publisher.publish()
  expect(published).toEqual([])
  settle()
  await settled
  expect(published).toHaveLength(1)
})

it('leaves the file of the last run alone until DNS has answered', async () => {
  waiting = true
  await publisher.publish()
  expect(published).toEqual([])
})

it('has the last word when it withdraws', async () => {
  const settled = publisher.settleAndPublish()
  await publisher.stop(true)
  settle()
  await settled
  await publisher.publish()
  expect(published).toEqual([{ settings: null, election, collectors: [] }])
})
