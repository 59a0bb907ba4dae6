// Every package as a user gets it: packed, installed outside the repository, and run.
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest'
import { install, pack, publishedFolders, type Manifest, type Packed } from './support/packages.ts'
import { output, root, run } from './support/run.ts'

const SOURCE_CONDITION = '@host-sflow/source'
const NOTICES = 'dist/THIRD-PARTY-LICENSES.txt'
const TEXT_OR_BUILT =
  /^(?:package\.json|LICENSE|README\.md|CHANGELOG\.md|bin\/[\w-]+\.js|dist\/.*|docs\/[\w.-]+\.md|man\/.*|hsflowd\.conf\.\S+)$/
const HOST_RECORDS =
  'host_adapters host_cpu host_descr host_disk_io host_memory host_net_io mib2_icmp_group mib2_ip_group mib2_tcp_group mib2_udp_group'

let folder: string
let packed: Packed[]
/** Why the packages of others cannot be had. */
let offline: string | undefined

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'host-sflow-pack-'))
  packed = await Promise.all(publishedFolders().map((source) => pack(source, folder)))
  const tarballs = libraries().map((each) => each.tarball)
  offline = await install(join(folder, 'libraries'), tarballs)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const tarball = (name: string): string =>
  packed.find(({ manifest }) => manifest.name === `@host-sflow/${name}`)!.tarball
const libraries = (): Packed[] => packed.filter(({ manifest }) => manifest.bin === undefined)
const programs = (): Packed[] => packed.filter(({ manifest }) => manifest.bin !== undefined)
/** Programs, and what is embedded in others' programs: their code and that of libraries in one. */
const bundles = (): Packed[] =>
  packed.filter(({ source }) => inRepository(source, 'package.json').includes('/bundle.mjs '))
/** What `wanted` picks of the tarballs, with the folder before it. */
const pathsOf = (wanted: (file: string, source: string) => boolean, among = packed): string[] =>
  among.flatMap(({ source, files }) =>
    files.filter((file) => wanted(file, source)).map((file) => `${source}/${file}`),
  )
const inRepository = (source: string, file: string): string => readFileSync(join(root, source, file), 'utf8')

describe('a tarball', () => {
  it('holds what was built and the texts, nothing else', () => {
    expect(
      pathsOf((file) => !TEXT_OR_BUILT.test(file) || /\.test[.-]|\.map$|tsbuildinfo/.test(file)),
    ).toEqual([])
    for (const text of ['package.json', 'LICENSE'])
      expect(pathsOf((file) => file === text)).toHaveLength(packed.length)
  })

  it('of a library holds what its exports name, and nothing whose source has gone', () => {
    for (const { manifest, files } of libraries())
      for (const target of Object.values(manifest.exports)) {
        const named = typeof target === 'string' ? { default: target } : target
        // Only this repository sets the condition that leads to its TypeScript.
        const { [SOURCE_CONDITION]: _, ...published } = named
        for (const file of Object.values(published)) expect(files).toContain(file.slice('./'.length))
      }
    const isOrphan = (file: string, source: string): boolean => {
      // What the entries of a bundle share has no source of its own.
      const module = /^dist\/(?!chunks\/)(?:types\/)?(.*?)(?:\.d\.ts|\.js)$/.exec(file)
      return module !== null && !existsSync(join(root, source, `src/${module[1]}.ts`))
    }
    expect(pathsOf(isOrphan, libraries())).toEqual([])
  })

  it('of a bundle comes with the licences of the libraries in it', () => {
    for (const { source, files } of bundles()) {
      const code = files
        .filter((file) => /^dist\/.*\.js$/.test(file))
        .map((file) => inRepository(source, file))
      // esbuild says above each module where it comes from.
      const modules = code.join('\n').matchAll(/^\s*\/\/ .*node_modules\/((?:@[^/\n]+\/)?[^/\n]+)\//gm)
      const notices = inRepository(source, NOTICES)
      for (const name of new Set([...modules].map((match) => match[1]!))) {
        const { version } = JSON.parse(inRepository(`node_modules/${name}`, 'package.json')) as Manifest
        expect(notices).toContain(`${name} ${version} (`)
      }
    }
    expect(pathsOf((file) => file === NOTICES)).toHaveLength(bundles().length)
    expect(pathsOf((file) => file === 'dist/main.js')).toHaveLength(programs().length)
    expect(inRepository('packages/hsflowd', NOTICES)).toMatch(
      /bunyan [\s\S]*Permission is hereby granted[\s\S]*zod [\s\S]*Permission is hereby granted/,
    )
  })

  it('tells nothing of the machine that it was made on, and refers to no source map', () => {
    expect(
      pathsOf((file, source) => {
        const text = inRepository(source, file)
        return text.includes(root) || text.includes('sourceMappingURL')
      }),
    ).toEqual([])
  })
})

describe('the libraries, installed together', () => {
  let place: string

  beforeAll(() => {
    place = join(folder, 'libraries')
    cpSync(join(root, 'tools/repo/test/consumer'), place, { recursive: true })
    cpSync(join(root, 'packages/config-share/testdata/hsflowd-host.auto'), join(place, 'hsflowd.auto'))
  })

  // XDR by hand, of the values in use.cjs: version, address, sub-agent, sequence number, uptime, one sample, its tag.
  const beginning = [5, 1, 0xc0000201, 1, 9, 1000, 1, 4]
    .map((word) => word.toString(16).padStart(8, '0'))
    .join('')
  const expectUsed = (text: string): void => {
    const { hex, ...rest } = JSON.parse(text) as { hex: string }
    expect(hex.startsWith(beginning)).toBe(true)
    expect(rest).toEqual({
      record: '0:2003',
      load: 0.5,
      cpus: 4,
      polling: 2,
      native: expect.any(Boolean) as boolean,
      collector: { host: '2001:db8::1', port: 7000 },
    })
  }

  it('work in an ES module', async (ctx) => {
    skipIf(ctx, offline)
    expectUsed(await output(place, process.execPath, ['use.mjs']))
  })

  it('work through require', async (ctx) => {
    skipIf(ctx, offline)
    expectUsed(await output(place, process.execPath, ['--no-warnings', 'use-require.cjs']))
  })

  it.for([
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
  ] as const)(
    'have types for a strict program (module %s, resolution %s)',
    async ([module, resolution], ctx) => {
      skipIf(ctx, offline)
      const strict = ['--strict', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess']
      const types = ['--typeRoots', join(root, 'node_modules/@types'), '--types', 'node']
      const target = ['--module', module, '--moduleResolution', resolution, '--target', 'es2023']
      const options = ['--noEmit', '--skipLibCheck', 'false', ...strict, ...types, ...target]
      const compiler = join(root, 'node_modules/typescript/bin/tsc')
      await output(place, process.execPath, [compiler, ...options, 'types.ts'])
    },
  )
})

describe('hsflowd, installed alone', () => {
  let place: string
  let impossible: string | undefined

  beforeAll(async () => {
    place = join(folder, 'hsflowd')
    impossible = await install(place, [tarball('hsflowd')])
  })

  const npx = (...args: string[]): Promise<string> =>
    output(place, 'npx', ['--no-install', '--loglevel=error', 'hsflowd', ...args])
  const dryRun = (): ReturnType<typeof run> =>
    run(place, join(place, 'node_modules/.bin/hsflowd'), ['--dry-run', '--collector', '127.0.0.1'])

  it('says its version and its options', async (ctx) => {
    skipIf(ctx, impossible)
    const { version } = packed.find(({ source }) => source === 'packages/hsflowd')!.manifest
    expect(await npx('--version')).toContain(`hsflowd ${version} `)
    expect(await npx('--help')).toMatch(/--collector[\s\S]*--dry-run/)
  })

  it('prints one collection of this host', async (ctx) => {
    skipIf(ctx, offline ?? notLinux())
    const { code, stdout, stderr } = await dryRun()
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(hostRecords(stdout)).toBe(HOST_RECORDS)
  })

  it('says once that koffi is missing, and does without', async (ctx) => {
    skipIf(ctx, impossible ?? notLinux())
    // What npm leaves on a platform for which koffi has no binary.
    for (const name of ['koffi', '@koromix'])
      rmSync(join(place, 'node_modules', name), { recursive: true, force: true })
    const { code, stdout, stderr } = await dryRun()
    expect(code).toBe(0)
    expect(stderr.trim().split('\n')).toEqual([expect.stringMatching(/koffi.*npm install koffi/)])
    expect(hostRecords(stdout)).toBe(HOST_RECORDS)
  })
})

describe('sflow, installed alone', () => {
  let place: string
  let impossible: string | undefined

  beforeAll(async () => {
    place = join(folder, 'sflow')
    impossible = await install(place, [tarball('sflow')])
  })

  const sflow = (...args: string[]): Promise<string> =>
    output(place, join(place, 'node_modules/.bin/sflow'), args)

  it('explains itself', async (ctx) => {
    skipIf(ctx, impossible)
    expect(await sflow('--help')).toMatch(/decode[\s\S]*listen|listen[\s\S]*decode/)
  })

  it('decodes a capture as sflowtool does', async (ctx) => {
    skipIf(ctx, impossible)
    const capture = (suffix: string): string => join(root, `tools/sflow/testdata/hsflowd-pcap.${suffix}`)
    const lines = (await sflow('decode', '--format', 'line', capture('pcap'))).trim().split('\n')
    expect(lines).toEqual(readFileSync(capture('csv'), 'utf8').trim().split('\n'))
  })
})

function skipIf(ctx: TestContext, reason: string | undefined): void {
  if (reason !== undefined) ctx.skip(reason)
}

function notLinux(): string | undefined {
  return process.platform === 'linux'
    ? undefined
    : `the ten host records exist on Linux, not ${process.platform}`
}

/** Names of the records that data source 2:1 has in JSON lines. */
function hostRecords(lines: string): string {
  type Line = { samples: { source_id: string; records: { name: string }[] }[] }
  return lines
    .trim()
    .split('\n')
    .flatMap((line) => (JSON.parse(line) as Line).samples)
    .filter(({ source_id: source }) => source === '2:1')
    .flatMap(({ records }) => records.map(({ name }) => name))
    .toSorted()
    .join(' ')
}
