import { describe, expect, test } from 'vitest'
import { runScenario } from './child.ts'

const scenario = (name: string, skip: (reason: string) => void) => {
  if (process.geteuid?.() !== 0) skip('needs root, to become another user')
  return runScenario(name)
}

describe('users', () => {
  test('without any right the old file stays, and the error says so', async ({ skip }) => {
    expect(await scenario('noRights', skip)).toEqual({
      denied: 'HSF_SHARED_PERMISSION',
      after: { polling: 1, names: ['hsflowd.auto'] },
    })
  })

  test('a file that was opened as root is rewritten in place after privileges are dropped', async ({
    skip,
  }) => {
    expect(await scenario('keptDescriptor', skip)).toEqual({
      mode: 0o644,
      written: ['revision 1', 'revision 2'],
      after: { polling: 2, names: ['hsflowd.auto'] },
    })
  })

  test('a file of ours in a directory of root is rewritten in place', async ({ skip }) => {
    expect(await scenario('ownFile', skip)).toEqual({
      written: 'revision 1',
      mode: 0o644,
      after: { polling: 1, names: ['hsflowd.auto'] },
    })
  })

  test('a link that another user made is replaced, not followed', async ({ skip }) => {
    expect(await scenario('foreignLink', skip)).toEqual({
      written: 'revision 1',
      link: 'a file',
      precious: 'precious',
    })
  })

  test('a file or directory that may not be read is said once, and so is that it may be read again', async ({
    skip,
  }) => {
    const [once, again] = ['HSF_SHARED_UNREADABLE', 'recovered']
    expect(await scenario('unreadable', skip)).toEqual(['change', once, again, once, again])
  })
})
