import { createLog } from '@host-sflow/agent-runtime'
import { expect, it } from 'vitest'
import { plainSettings } from '../settings/plain.test-helper.ts'
import type { Settings } from '../settings/settings.ts'
import { createModules } from './index.ts'
import type { ModuleContext } from './module.ts'

it('a module that does not start is said once, and not said to work again when it is switched off', async () => {
  const lines: string[] = []
  const log = createLog({ name: 'test', format: 'text', write: (text) => void lines.push(text) })
  let settings: Settings = { ...plainSettings, json: { udpport: 0 } }
  const context = {
    get agent(): never {
      throw new Error('no agent')
    },
    log,
    settings: () => settings,
  } as Partial<ModuleContext> as ModuleContext
  const modules = createModules(context)
  await modules.apply()
  await modules.apply()
  settings = plainSettings
  await modules.apply()
  await modules.close()
  expect(lines).toHaveLength(1)
  expect(lines[0]).toContain('module json does not work: no agent')
})
