import { expect, test } from 'vitest'
import { createFakeLog } from '../../../tools/rigs/fake-log.ts'
import { checkOptions } from './check-options.ts'

const { log } = createFakeLog()
const check = (options: object) => checkOptions(options, log)

test('good options are taken as they are', () => {
  const options = {
    collectors: ['10.0.0.50', '[::1]:6343'],
    sampling: 0,
    polling: 300,
    uri: 'template',
    agentAddress: '2001:db8::1',
    ignore: () => false,
    log: console,
    outbound: true,
  }
  expect(check(options)).toMatchObject({ options, problems: [] })
  expect(check(options).capture).toMatchObject({ uri: 'template', ignore: options.ignore })
})

test.each([
  [{ sampling: -1 }, 'sampling must be a whole number from 0 to 2147483648, not -1'],
  [{ polling: 1.5 }, 'polling must be a whole number from 0 to 300, not 1.5'],
  [{ polling: '20' }, "polling must be a whole number from 0 to 300, not '20'"],
  [{ uri: 'route' }, "uri must be 'path', 'template' or 'full', not 'route'"],
  [{ agentAddress: 'host' }, "agentAddress must be an IPv4 or IPv6 address, not 'host'"],
  [{ collectors: '10.0.0.50' }, "collectors must be a list, such as ['10.0.0.50:6343'], not '10.0.0.50'"],
  [{ ignore: '/health' }, "ignore must be a function, not '/health'"],
  [{ log: {} }, 'log must have debug, info and warn, as console has, not {}'],
  [{ log: null }, 'log must have debug, info and warn, as console has, not null'],
  [{ samplingRate: 4 }, 'samplingRate: there is no such option, did you mean sampling?'],
  [{ colectors: [] }, 'colectors: there is no such option, did you mean collectors?'],
  [JSON.parse('{ "__proto__": 1 }') as object, '__proto__: there is no such option'],
])('%j: the default is in force, and why is told', (options, problem) => {
  const checked = check(options)
  expect(checked.options).toEqual({})
  expect(checked.problems).toEqual([problem])
})

test('a collector that is none is told with its text', () => {
  expect(check({ collectors: ['10.0.0.50:99999'] }).problems).toEqual([
    'collectors cannot be used: the port of the collector is not a number from 1 to 65535: "10.0.0.50:99999"',
  ])
  expect(check({ collectors: ['10.0.0.300'] }).problems[0]).toContain('10.0.0.300')
  expect(check({ collectors: ['a', { toString: null }] }).problems).toHaveLength(1)
})

test('a value that cannot be printed does no harm', () => {
  const evil = new Proxy({}, { get: () => { throw new Error('no') } }) // prettier-ignore
  expect(check({ sampling: evil }).problems).toHaveLength(1)
})
