// A daemon as the packages of the suite build them; bundled and run by daemon.test.ts.
import { hostMemory, type RecordInput } from '@host-sflow/sflow-encoder'
import { commonOptions, createAgent, createCollectors, oneOf, runDaemon } from '../../src/index.ts'

const options = {
  trouble: {
    type: 'value',
    group: 'Test',
    argument: 'WHAT',
    parse: oneOf('hang', 'reject-stop', 'throw', 'reject', 'config', 'late', 'reload', 'slow-start'),
    help: 'what goes wrong',
  },
  ...commonOptions,
} as const

const forever = (): Promise<never> => new Promise(() => setTimeout(() => undefined, 1_000_000))

await runDaemon({
  name: 'fixture',
  version: '0.1.0',
  summary: 'A daemon for tests.',
  usage: ['[OPTION]...'],
  options,
  examples: [],
  async main({ values, log, print }) {
    const { trouble } = values
    if (trouble === 'throw') throw new Error('went wrong')
    if (trouble === 'config') throw Object.assign(new Error('line 7: no'), { exitCode: 78 })
    if (trouble === 'slow-start') await forever()
    if (values['dry-run']) {
      for (let i = 0; i < 20_000; i++) await print(`{"line":${i},"filler":"${'x'.repeat(50)}"}\n`)
      return 0
    }
    const collectors = createCollectors({ specs: values.collector, log })
    await collectors.ready(1000)
    const identity = { agentAddress: '10.0.0.1', subAgentId: 1 }
    const agent = createAgent({ identity, destination: collectors, log })
    const records = [{ row: hostMemory, fields: { mem_free: 1 } } as RecordInput]
    agent.addPoller({
      name: 'p',
      dataSource: { class: 2, index: 1 },
      intervalMs: 60_000,
      collect: () => records,
    })
    if (values.once) {
      await agent.collectAll()
      await collectors.close()
      return 0
    }
    const sampler = agent.addSampler({ name: 's', dataSource: { class: 0, index: 1 }, rate: 1 })
    agent.start()
    sampler.flow([])
    if (trouble === 'late') setTimeout(() => JSON.parse('{'), 10)
    if (trouble === 'reject') setTimeout(() => void Promise.reject(new Error('nobody listens')), 10)
    log.info('up')
    return {
      async stop() {
        agent.stop()
        if (trouble === 'hang') await forever()
        if (trouble === 'reject-stop') throw new Error('cannot stop')
        await collectors.close()
      },
      reload() {
        if (trouble === 'reload') throw new Error('bad file')
        log.info('reloaded')
      },
      dump: () => ({ samples: agent.statistics().samples, collectors: collectors.status() }),
    }
  },
})
