import { expect, it } from 'vitest'
import { settingsAlone } from './alone.ts'

const flags = (...hosts: string[]) => ({
  file: undefined,
  collectors: hosts.map((host) => ({ host, port: 6343 })),
  polling: undefined,
  sampling: undefined,
  agent: undefined,
})

async function collectors(known: Map<string, string>, answers: Readonly<Record<string, readonly string[]>>) {
  const found = await settingsAlone(flags('10.0.0.9', ...Object.keys(answers)), known, async (host) => {
    return answers[host] ?? []
  })
  if (found.content.state !== 'settings') throw new Error('no settings')
  return {
    addresses: found.content.settings.collectors.map(({ address }) => address),
    lost: found.unresolved,
  }
}

it('a name keeps its address while it has it, in whatever order DNS answers', async () => {
  const known = new Map<string, string>()
  const answers = [
    [['10.0.0.1', '10.0.0.2'], '10.0.0.1'],
    [['10.0.0.2', '10.0.0.1'], '10.0.0.1'],
    [['10.0.0.3', '10.0.0.2'], '10.0.0.3'],
    [['10.0.0.1', '10.0.0.3'], '10.0.0.3'],
  ] as const
  for (const [found, expected] of answers) {
    const { addresses, lost } = await collectors(known, { a: found })
    expect(addresses).toEqual(['10.0.0.9', expected])
    expect(lost).toEqual([])
  }
})

it('a name that cannot be looked up keeps its address, and holds up no other one', async () => {
  const known = new Map<string, string>()
  await collectors(known, { a: ['10.0.0.1'], b: ['10.0.0.2'], c: [] })
  const { addresses, lost } = await collectors(known, { a: [], b: ['10.0.0.3'], c: [] })
  expect(addresses).toEqual(['10.0.0.9', '10.0.0.1', '10.0.0.3'])
  expect(lost.map(({ collector }) => collector)).toEqual(['a:6343', 'c:6343'])
})

it('a name without an address is told, and the others are there', async () => {
  const { addresses, lost } = await collectors(new Map(), { a: [], b: ['::1'] })
  expect(addresses).toEqual(['10.0.0.9', '::1'])
  expect(lost).toEqual([{ collector: 'a:6343', cause: 'the name has no address' }])
})
