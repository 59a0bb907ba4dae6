// What can go wrong with ovs-vsctl, the database, and the way to it.
import { writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { privateOvs } from '../../../tools/rigs/private-ovs.ts'
import { scratch } from '../../../tools/rigs/program.ts'
import type { Change } from '../src/plan/change.ts'
import { addBridgeRows } from './support/bridges.ts'
import { columns, open, replaceScript, saysVersion, script } from './support/vsctl.ts'

const NOBODY = 65_534
/** Programs of a test's own do not go there. */
const NOWHERE = { server: 'unix:/nowhere' }

it('the server is dead, then there again', async (ctx) => {
  const rig = await privateOvs(ctx, { switch: false })
  const { ovs } = open(rig)
  await ovs.read()
  await rig.haltServer()
  await expect(ovs.read()).rejects.toMatchObject({
    code: 'HSF_OVS_UNREACHABLE',
    detail: `${rig.server}: database connection failed (Connection refused)`,
  })
  await rig.startServer()
  expect(await ovs.read()).toMatchObject({ bridges: [] })
})

it('no socket, and a server that is none', async (ctx) => {
  const rig = await privateOvs(ctx, { switch: false })
  const servers = [`unix:${rig.dir}/absent`, 'tcp:127.0.0.1:1', 'what:ever']
  for (const server of servers) {
    const { ovs } = open(rig, { server })
    await expect(ovs.read()).rejects.toMatchObject({ code: 'HSF_OVS_UNREACHABLE' })
  }
})

it('the server is where OVS_RUNDIR says', async (ctx) => {
  const rig = await privateOvs(ctx, { switch: false })
  await addBridgeRows(rig, ['a'])
  const { ovs } = open(rig, { server: undefined, env: { ...process.env, ...rig.env } })
  expect((await ovs.read()).bridges).toHaveLength(1)
})

it('a user who may not', async (ctx) => {
  ctx.skip(process.getuid?.() !== 0, 'another user can only be made of root')
  const rig = await privateOvs(ctx, { switch: false })
  const program = script(`exec setpriv --reuid ${NOBODY} --regid ${NOBODY} --clear-groups -- ovs-vsctl "$@"`)
  await expect(open(rig, { program }).ovs.read()).rejects.toMatchObject({
    code: 'HSF_OVS_PERMISSION',
    exitCode: 77,
  })
})

it('no program, or one that cannot be executed', async (ctx) => {
  const rig = await privateOvs(ctx, { switch: false })
  const missing = open(rig, { env: { PATH: scratch() } }).ovs
  await expect(missing.read()).rejects.toMatchObject({ code: 'HSF_OVS_MISSING', detail: 'ovs-vsctl' })
  expect(missing.spawned()).toBe(0)
  const program = join(scratch(), 'ovs-vsctl')
  writeFileSync(program, '', { mode: 0o644 })
  await expect(open(rig, { program }).ovs.read()).rejects.toMatchObject({
    code: 'HSF_OVS_MISSING',
    detail: `${program} cannot be executed`,
  })
})

it.each([
  ['nothing', 'exit 0', 'nothing'],
  ['text', 'echo "hello \u001B[31mworld"', 'hello [31mworld'],
  ['another JSON', 'echo "{}"; echo "[]"; echo 3', '{}'],
  ['too little', `echo '{"data":[],"headings":[]}'`, '1 tables instead of 3'],
  ['bytes', 'head -c 5000 /dev/urandom', 'HSF'],
  ['endless', 'yes', 'more than 16 MiB'],
])('garbage: %s', async (_, body, part) => {
  const program = script(`case "$1" in --version) echo 7; exit;; esac\n${body}`)
  const { ovs } = open(NOWHERE, { program })
  const error = await ovs.read().catch((reason: unknown) => reason)
  expect(error).toMatchObject({ code: 'HSF_OVS_OUTPUT' })
  const { detail } = error as { detail: string }
  // oxlint-disable-next-line no-control-regex
  expect(detail).not.toMatch(/[\u0000-\u001F]/)
  expect(detail.length).toBeLessThan(300)
  if (part !== 'HSF') expect(detail).toContain(part)
  expect(ovs.version()).toBeUndefined()
})

it('a program that hangs, whatever its --timeout, is killed with what it has started', async (ctx) => {
  const rig = await privateOvs(ctx, { switch: false })
  await addBridgeRows(rig, ['a'])
  const program = script(saysVersion('3.1.0'))
  const { ovs } = open(rig, { program, timeoutS: 1 })
  const { bridges } = await ovs.read()
  const pidFile = join(scratch(), 'pid')
  replaceScript(program, `sleep 60 & echo $! >${pidFile}; wait`)
  const startedMs = performance.now()
  await expect(ovs.read()).rejects.toMatchObject({ code: 'HSF_OVS_TIMEOUT' })
  expect(performance.now() - startedMs).toBeLessThan(10_000)
  const pid = (await readFile(pidFile, 'utf8')).trim()
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ') Z')
  expect(stat).toMatch(/\) Z/)

  const detach: Change = { kind: 'detach', bridge: bridges[0]! }
  expect(await ovs.apply([detach], { wait: true })).toBe('unconfirmed')
})

it('a silent server: time runs out', async (ctx) => {
  const rig = await privateOvs(ctx, { switch: false })
  // The shell around it tells the signal as 142.
  const program = script('ovs-vsctl "$@"; exit $?')
  for (const more of [{}, { program }]) {
    const { ovs } = open(rig, { timeoutS: 1, ...more })
    await ovs.read()
    const pid = Number(await readFile(join(rig.runDir, 'ovsdb-server.pid'), 'utf8'))
    process.kill(pid, 'SIGSTOP')
    try {
      await expect(ovs.read()).rejects.toMatchObject({ code: 'HSF_OVS_TIMEOUT' })
    } finally {
      process.kill(pid, 'SIGCONT')
    }
    expect(await ovs.read()).toMatchObject({ bridges: [] })
  }
})

it('its own message, when it fails otherwise', async (ctx) => {
  const rig = await privateOvs(ctx, { switch: false })
  await addBridgeRows(rig, ['a'])
  const { ovs, said } = open(rig)
  const { bridges } = await ovs.read()
  const changes: Change[] = [
    { kind: 'create', columns: columns({ targets: [] }) },
    { kind: 'attach', bridge: bridges[0]!, to: 'created' },
  ]
  await expect(ovs.apply(changes, { wait: false })).rejects.toMatchObject({
    code: 'HSF_OVS_FAILED',
    detail: '[]: 0 value(s) specified but the minimum number is 1',
  })
  expect(said('targets=[]')[0]).toMatch(
    /^trace ovs-vsctl --timeout=5 --db=\S+ --no-wait -- --id=@newsflow create sFlow 'agent="eth0"' .*\n {2}exit code 1, \d+ ms\n {2}stderr: ovs-vsctl: \[\]/,
  )
})

it('warnings of a command that worked', async () => {
  const lists = [
    '{"data":[[0,0]],"headings":["cur_cfg","next_cfg"]}',
    '{"data":[],"headings":["_uuid","name","sflow"]}',
    '{"data":[],"headings":["_uuid","agent","external_ids","header","polling","sampling","targets"]}',
  ]
  const program = script(
    `case "$1" in --version) exit;; esac\necho '2026|00001|x|WARN|careful' >&2\n${lists
      .map((line) => `echo '${line}'`)
      .join('\n')}`,
  )
  const { ovs, said } = open(NOWHERE, { program })
  expect(await ovs.read()).toEqual({ bridges: [], rows: [], behind: false })
  expect(said('careful').filter((line) => line.startsWith('debug'))).toHaveLength(1)
})

it('closed, it starts nothing more and ends what runs', async () => {
  const program = script('exec sleep 60')
  const { ovs } = open(NOWHERE, { program })
  const reading = ovs.read()
  const next = ovs.read()
  next.catch(() => undefined)
  setTimeout(() => ovs.close(), 50)
  await expect(reading).rejects.toMatchObject({ code: expect.stringMatching(/^HSF_/) as string })
  await expect(next).rejects.toMatchObject({ code: 'HSF_OVS_FAILED' })
  expect(ovs.spawned()).toBe(1)
})
