// The container image, really built, over a base of this machine's own files: no registry is asked.
import { execFileSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { makePackages } from '../../../packaging/build.mjs'
import { debianPackages, requirePackages } from '../../rigs/apt.mjs'
import { root } from './support/run.ts'

let folder: string
let impossible: string | undefined
let image: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'host-sflow-image-'))
  const possible = process.getuid?.() === 0 ? await requirePackages(debianPackages.image) : undefined
  if (possible?.ok !== true) return (impossible = possible?.reason ?? 'an image is built as root here')
  writeFileSync(
    join(folder, 'storage.conf'),
    `[storage]\ndriver = "vfs"\ngraphroot = "${folder}/graph"\nrunroot = "${folder}/run"\n`,
  )
  const [context] = await makePackages({ root, formats: ['image'], out: folder })
  const base = buildah('from', 'scratch').trim()
  buildah('add', '--quiet', base, baseTree(), '/')
  buildah('commit', '--quiet', base, 'localhost/base')
  const options = ['--quiet', '--format', 'docker', '--pull-never', '--isolation', 'chroot']
  const values = ['BASE=localhost/base', 'VERSION=1.2.3'].flatMap((value) => ['--build-arg', value])
  image = buildah('build', ...options, ...values, context!).trim()
  return undefined
}, 180_000)
afterAll(() => {
  // The root of this machine is mounted in containers; one that is left over is not to be removed with them.
  if (!readFileSync('/proc/self/mounts', 'utf8').includes(folder))
    rmSync(folder, { recursive: true, force: true })
})

function buildah(...args: readonly string[]): string {
  const env = { ...process.env, CONTAINERS_STORAGE_CONF: join(folder, 'storage.conf'), TMPDIR: folder }
  return execFileSync('buildah', args, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
}

/** What the recipe uses of a base: Node and a shell, with the libraries of them. */
function baseTree(): string {
  const tree = join(folder, 'base')
  const copy = (from: string, to = from): void => {
    mkdirSync(dirname(join(tree, to)), { recursive: true })
    cpSync(realpathSync(from), join(tree, to))
  }
  copy(process.execPath, '/usr/local/bin/node')
  for (const tool of ['sh', 'ln', 'mkdir', 'chown']) copy(`/bin/${tool}`)
  const programs = [process.execPath, '/bin/sh', '/bin/chown', '/bin/ln', '/bin/mkdir']
  const libraries = programs.flatMap((program) => [
    ...execFileSync('ldd', [program], { encoding: 'utf8' }).matchAll(/(?:=> )?(\/\S+) \(0x/g),
  ])
  for (const library of new Set(libraries.map((match) => match[1]!))) copy(library)
  for (const directory of ['tmp', 'usr/bin', 'etc', 'proc', 'sys', 'dev', 'run', 'var']) {
    if (!existsSync(join(tree, directory))) mkdirSync(join(tree, directory), { recursive: true })
  }
  return tree
}

it('is of a user without rights, and says how it is', (ctx) => {
  ctx.skip(impossible !== undefined, impossible)
  const { Docker: docker } = JSON.parse(buildah('inspect', '--type', 'image', image)) as {
    Docker: { config: Record<string, unknown> }
  }
  expect(docker.config).toMatchObject({
    User: '10010:10010',
    Entrypoint: ['hsflowd'],
    Healthcheck: { Test: ['CMD', 'hsflowd', 'status', '--exit-code'] },
    Labels: { 'org.opencontainers.image.version': '1.2.3' },
  })
})

it('sees the host through its mounts', (ctx) => {
  ctx.skip(impossible !== undefined, impossible)
  const container = buildah('from', '--pull-never', image).trim()
  const mounts = ['/proc:/host/proc:ro', '/sys:/host/sys:ro', '/:/host/root:ro'].flatMap((mount) => [
    '-v',
    mount,
  ])
  const inside = ['run', '--isolation', 'chroot', ...mounts, container, '--', 'hsflowd']
  const roots = ['--path.procfs=/host/proc', '--path.sysfs=/host/sys', '--path.rootfs=/host/root']
  const lines = buildah(...inside, '--dry-run', '--collector', '127.0.0.1', ...roots)
  for (const record of [
    'host_descr',
    'host_cpu',
    'host_memory',
    'host_disk_io',
    'host_net_io',
    'mib2_udp_group',
  ])
    expect(lines).toContain(`"name":"${record}"`)
  // Where this machine has a disk itself.
  if (/^\/dev\/(?!loop)\S+ \/ /m.test(readFileSync('/proc/1/mounts', 'utf8')))
    expect(lines).toMatch(/"disk_total":"?[1-9]/)
})
