import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { environmentVariables, optionsFromEnvironment } from './environment.ts'

describe('optionsFromEnvironment', () => {
  it.each([
    ['SFLOW_ENABLED', 'off', { enabled: false }],
    ['SFLOW_ENABLED', ' TRUE ', { enabled: true }],
    [
      'SFLOW_COLLECTORS',
      '10.0.0.50, [2001:db8::5]:7000,',
      { collectors: ['10.0.0.50', '[2001:db8::5]:7000'] },
    ],
    ['SFLOW_SAMPLING', '0', { sampling: 0 }],
    ['SFLOW_POLLING', '30', { polling: 30 }],
    ['SFLOW_AGENT_ADDRESS', '2001:db8::1', { agentAddress: '2001:db8::1' }],
    ['SFLOW_URI', 'template', { uri: 'template' }],
    ['SFLOW_TRUST_PROXY', 'true', { trustProxy: true }],
    ['SFLOW_TRUST_PROXY', '2', { trustProxy: 2 }],
    ['SFLOW_TRUST_PROXY', 'loopback,10.0.0.0/8', { trustProxy: ['loopback', '10.0.0.0/8'] }],
    ['SFLOW_OUTBOUND', 'yes', { outbound: true }],
    ['SFLOW_DATA_SOURCE', '90001', { dataSource: 90_001 }],
    ['SFLOW_SAMPLING', '', {}],
  ])('%s=%s', (name, text, options) => {
    expect(optionsFromEnvironment({ [name]: text })).toEqual({ options, problems: [] })
  })

  it.each([
    ['SFLOW_ENABLED', 'maybe'],
    ['SFLOW_COLLECTORS', '10.0.0.50:0'],
    ['SFLOW_COLLECTORS', '10.0.0.50 10.0.0.51'],
    ['SFLOW_SAMPLING', '1/400'],
    ['SFLOW_SAMPLING', '-1'],
    ['SFLOW_SAMPLING', '99999999999999999999'],
    ['SFLOW_POLLING', '301'],
    ['SFLOW_AGENT_ADDRESS', 'eth0'],
    ['SFLOW_URI', 'query'],
    ['SFLOW_TRUST_PROXY', 'somebody'],
    ['SFLOW_IGNORE', 'healthz'],
    ['SFLOW_DATA_SOURCE', '0'],
  ])('%s=%s is refused by name, with the value', (name, text) => {
    const { options, problems } = optionsFromEnvironment({ [name]: text, SFLOW_OUTBOUND: '1' })
    expect(options).toEqual({ outbound: true })
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatch(new RegExp(`^${name}: ${environmentVariables[name as 'SFLOW_URI']!.option} `))
    expect(problems[0]).toContain(text.split(/[, ]/)[0])
  })

  it.each([
    ['SFLOW_ENABLED', 'maybe', "enabled must be 1 or 0, not 'maybe'"],
    ['SFLOW_IGNORE', 'healthz', "ignore must be paths that begin with /, not 'healthz'"],
    ['SFLOW_TRUST_PROXY', 'foo', 'trustProxy cannot be used: "foo" is no address, no network'],
  ])('%s=%s is refused in words of the variable', (name, text, problem) => {
    expect(optionsFromEnvironment({ [name]: text }).problems).toEqual([
      expect.stringContaining(`${name}: ${problem}`),
    ])
  })

  it('knows slips of the pen, but not what Kubernetes sets for a service "sflow"', () => {
    expect(
      optionsFromEnvironment({
        SFLOW_COLLECTOR: '10.0.0.50',
        SFLOW_PORT: 'udp://10.0.0.9:6343',
        SFLOW_SERVICE_HOST: '10.0.0.9',
        PATH: '/bin',
      }),
    ).toEqual({
      options: {},
      problems: ['SFLOW_COLLECTOR: there is no such variable, did you mean SFLOW_COLLECTORS?'],
    })
  })

  it('takes the example of each row', () => {
    for (const [name, { option, example }] of Object.entries(environmentVariables)) {
      const { options, problems } = optionsFromEnvironment({ [name]: example })
      expect(problems).toEqual([])
      expect(Object.keys(options)).toEqual([option])
    }
  })

  it('never throws', () => {
    const name = fc.constantFrom(...Object.keys(environmentVariables))
    fc.assert(
      fc.property(fc.dictionary(name, fc.string({ unit: 'binary' })), (environment) => {
        const { options, problems } = optionsFromEnvironment(environment)
        const given = Object.values(environment).filter((text) => text.trim() !== '')
        expect(Object.keys(options).length + problems.length).toBe(given.length)
      }),
    )
  })
})

it.each([
  ['/healthz', true],
  ['/healthz?full=1', true],
  ['/healthz/deep', false],
  ['/health', false],
  ['/internal/', true],
  ['/internal/a/b?c', true],
  ['/internal', false],
  ['*', false],
  [undefined, false],
])('SFLOW_IGNORE=/healthz,/internal/*: %s is ignored: %s', (url, ignored) => {
  const { options } = optionsFromEnvironment({ SFLOW_IGNORE: '/healthz,/internal/*' })
  expect(options.ignore?.({ url, headers: {}, socket: {} })).toBe(ignored)
})
