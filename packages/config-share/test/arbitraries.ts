import fc from 'fast-check'
import { defaultSharedSettings } from '../src/settings.ts'
import type { Application, Collector, SharedContent, SharedSettings } from '../src/settings.ts'

/** Drops what is undefined: in the settings a member is there or it is not. */
function compact<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as never
}

const letters = Array.from('abcdefghijklmnopqrstuvwxyzABCXYZ0123456789-_é')
const word = fc.string({ unit: fc.constantFrom(...letters), minLength: 1, maxLength: 15 })
const ip = fc.oneof(fc.ipV4(), fc.ipV6())
const uint32 = fc.oneof(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 0, max: 0xffff_ffff }))
const polling = fc.integer({ min: 0, max: 2_147_483 })
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })

const name = fc.array(word, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('.'))
const application: fc.Arbitrary<Application> = fc
  .record({ name, sampling: maybe(uint32), polling: maybe(polling) })
  .filter((made) => made.sampling !== undefined || made.polling !== undefined)
  .map((made) => compact(made))

const collector: fc.Arbitrary<Collector> = fc
  .record({
    address: ip,
    port: fc.oneof(fc.constant(6343), fc.integer({ min: 1, max: 65_535 })),
    device: maybe(word),
    namespace: maybe(word),
  })
  .map((made) => compact(made))

export const settingsArbitrary: fc.Arbitrary<SharedSettings> = fc
  .record({
    hostname: maybe(word),
    sampling: uint32,
    header: fc.integer({ min: 0, max: 256 }),
    datagram: fc.integer({ min: 200, max: 8192 }),
    polling,
    applications: fc.uniqueArray(application, {
      maxLength: 5,
      selector: (made) => made.name.toLowerCase(),
    }),
    agentIP: maybe(ip),
    agent: maybe(word),
    agentIPOverridden: fc.boolean(),
    agentOverridden: fc.boolean(),
    collectors: fc.array(collector, { maxLength: 5 }),
    jsonPort: maybe(fc.integer({ min: 1, max: 65_535 })),
    dsIndex: uint32,
  })
  .map((made) => ({ ...defaultSharedSettings(), ...compact(made) }))

const identityArbitrary = fc
  .record({ agentIP: maybe(ip), agent: maybe(word), dsIndex: uint32 })
  .map((made) => compact(made))

export const contentArbitrary: fc.Arbitrary<SharedContent> = fc.oneof(
  { arbitrary: settingsArbitrary.map((settings) => ({ state: 'settings', settings }) as const), weight: 4 },
  {
    arbitrary: fc
      .oneof(identityArbitrary, fc.constant({}))
      .map((identity) => ({ state: 'silent', identity }) as const),
    weight: 1,
  },
)
