import fc from 'fast-check'
import { expect, it } from 'vitest'
import { sflow } from './grammar/index.ts'
import { toJsonForm } from './json-values.ts'
import { readConfig, readTree } from './read-config.ts'
import { validForm } from './valid-form.test-helper.ts'

/** The text form, written without what it is read with. */
function textOf(form: object): string {
  const words = (value: unknown): string => {
    if (typeof value === 'boolean') return value ? 'on' : 'off'
    return typeof value === 'string' ? `"${value.replaceAll('"', '""')}"` : String(value)
  }
  const line = (key: string, value: unknown): string =>
    typeof value === 'object' && value !== null ? `${key} {\n${textOf(value)}\n}` : `${key} = ${words(value)}`
  return Object.entries(form)
    .flatMap(([key, value]) => (Array.isArray(value) ? value : [value]).map((each) => line(key, each)))
    .join('\n')
}

/** What a file means, without the places of its settings. */
function meaning(source: string): unknown {
  const { config, errors } = readConfig(source, 'x')
  expect(errors).toEqual([])
  const { places, ...rest } = config!
  expect(places).toBeInstanceOf(Map)
  return JSON.parse(JSON.stringify(rest))
}

it('the text form and the JSON form of a configuration mean the same', () => {
  fc.assert(
    fc.property(validForm(sflow), (form) => {
      expect(meaning(JSON.stringify(form, undefined, 2))).toEqual(meaning(textOf(form)))
    }),
    { numRuns: 200 },
  )
})

it('the JSON form that is made of a file means the same as the file', () => {
  fc.assert(
    fc.property(validForm(sflow), (form) => {
      const text = textOf(form)
      expect(meaning(JSON.stringify(toJsonForm(readTree(text, []))))).toEqual(meaning(text))
    }),
    { numRuns: 200 },
  )
})

it('is of numbers, words and names as they are declared', () => {
  const text = `SFLOW { packetSamplingRate=10K; dns-sd { DNSSD_domain = .example.com } DNS-SD = OFF
    Sampling.10G = 0x10 agent.cidr=!10.0.0.0/255.0.0.0 json { udpport=1 } json { fifo=/f } collector { ip=a } }`
  expect(toJsonForm(readTree(text, []))).toEqual({
    sflow: {
      sampling: 10_000,
      'dns-sd': { domain: 'example.com' },
      DNSSD: false,
      'sampling.10G': 16,
      'agent.cidr': ['!10.0.0.0/8'],
      json: { udpport: 1, fifo: '/f' },
      collector: [{ ip: 'a' }],
    },
  })
})

it('has one member for names that differ in case only: JSON has none twice', () => {
  const text =
    'sflow { sampling.1g = 1 sampling.1G = 2 sampling.Http = 3 polling.HTTP = 4 sampling.http = 5 }'
  const form = { sflow: { 'sampling.1G': 2, 'sampling.Http': 5, 'polling.Http': 4 } }
  expect(toJsonForm(readTree(text, []))).toEqual(form)
  expect(meaning(JSON.stringify(form))).toEqual(meaning(text))
})
