// What does keeping Open vSwitch in step cost while nothing happens? Beside it: the commands that the C programs
// (sflowovsd, mod_ovs) run once a minute. Reading is all that either does then, so that a database is enough.
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { machine, quick, table } from './lib.mjs'

const BRIDGES = [1, 10, 50]
const ROUNDS = quick ? 1 : 20
const WARM_UP_MS = quick ? 1000 : 15_000
const WATCH_MS = quick ? 2000 : 60_000
const START_LIMIT_MS = 10_000
const USER_HZ = 100
const SCHEMA = '/usr/share/openvswitch/vswitch.ovsschema'
const sflowovsd = new URL('../../packages/sflowovsd/bin/sflowovsd.js', import.meta.url).pathname

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

async function until(what, probe) {
  const deadline = performance.now() + START_LIMIT_MS
  while (!probe()) {
    if (performance.now() > deadline) throw new Error(`not within ${START_LIMIT_MS} ms: ${what}`)
    await sleep(10)
  }
}

/** CPU time of all threads in ms (schedstat counts in ns). */
function cpuMs(pid) {
  const tasks = readdirSync(`/proc/${pid}/task`)
  const ns = (task) => Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'latin1').split(' ')[0])
  return tasks.reduce((sum, task) => sum + ns(task), 0) / 1e6
}

/** CPU time of the processes that this one has started and that have ended, ms. */
function endedMs() {
  const fields = readFileSync('/proc/self/stat', 'latin1')
    .replace(/^.*\) /, '')
    .split(' ')
  return ((Number(fields[13]) + Number(fields[14])) * 1000) / USER_HZ
}

/** CPU time in ms of what `run` starts, each time. */
function costMs(run) {
  const before = endedMs()
  for (let round = 0; round < ROUNDS; round++) run()
  return (endedMs() - before) / ROUNDS
}

const childrenOf = (pid) =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').trim().split(' ').filter(Boolean)

/** A database with bridges, a sflowovsd that keeps it, and what that does in a minute in which nothing happens. */
async function watch(bridges) {
  const folder = mkdtempSync(join(tmpdir(), 'host-sflow-bench-'))
  const env = {
    ...process.env,
    OVS_RUNDIR: folder,
    OVS_DBDIR: folder,
    OVS_LOGDIR: folder,
    STATE_DIRECTORY: folder,
  }
  const socket = join(folder, 'db.sock')
  const database = join(folder, 'conf.db')
  execFileSync('ovsdb-tool', ['create', database, SCHEMA])
  const children = []
  const start = (program, args) => {
    const child = spawn(program, args, { stdio: 'ignore', env })
    child.unref()
    children.push(child)
    return child
  }
  start('ovsdb-server', [database, `--remote=punix:${socket}`])
  const vsctl = (...args) =>
    execFileSync('ovs-vsctl', ['--no-wait', ...args], { encoding: 'utf8', env }).trim()
  // Also after an error; until then they keep nothing from ending.
  process.once('exit', () => {
    for (const child of children) child.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  })
  await until('the database', () => existsSync(socket))
  const names = Array.from({ length: bridges }, (_, i) => `br${i}`)
  vsctl('init', ...names.flatMap((name) => ['--', 'add-br', name]))
  const settings = join(folder, 'auto')
  writeFileSync(settings, 'rev_start=1\nagent=lo\ncollector=127.0.0.1 6399\nrev_end=1\n')
  const daemon = start(process.execPath, [sflowovsd, '-P', '-f', settings])
  await takeIn(vsctl)
  await sleep(WARM_UP_MS)
  const pids = [daemon.pid, ...childrenOf(daemon.pid)]
  const used = () => pids.reduce((sum, pid) => sum + cpuMs(pid), 0)
  const started = () => {
    const file = join(folder, 'agents', `sflowovsd.${daemon.pid}.json`)
    return JSON.parse(readFileSync(file, 'utf8')).counters.processes
  }
  const before = { ms: used(), processes: started() }
  await sleep(WATCH_MS)
  const own = ((used() - before.ms) * 60_000) / WATCH_MS
  const processes = started() - before.processes
  return { own, processes, names, env }
}

/** What ovs-vswitchd does, who is waited for. */
const takeIn = (vsctl) =>
  until('a change', () => {
    const [current, next] = vsctl('get', 'Open_vSwitch', '.', 'cur_cfg', 'next_cfg').split('\n').map(Number)
    if (next > current) vsctl('set', 'Open_vSwitch', '.', `cur_cfg=${next}`)
    return next > current
  })

const command = (args, env) => spawnSync('ovs-vsctl', args, { stdio: 'ignore', env })

/** The command of sflowovsd's check, once a minute: `sflowovsd -d -d` shows it. */
function ourCheck(env) {
  const lists = [
    'list',
    'Open_vSwitch',
    '--',
    '--columns=_uuid,name,sflow',
    'list',
    'Bridge',
    '--',
    'list',
    'sFlow',
  ]
  command(['--no-wait', '--format=json', '--columns=cur_cfg,next_cfg', ...lists], env)
}

/** The commands of a pass of the C programs that finds everything as it should be. */
function cPass(names, env) {
  command(['--version'], env)
  command(['list', 'sflow'], env)
  command(['list', 'bridge'], env)
  for (const name of names) command(['get', 'bridge', name, 'sflow'], env)
}

const TITLE = 'A minute in which nothing happens: processes started, and CPU time in ms'
machine(cpus())
if (spawnSync('ovsdb-server', ['--version']).error !== undefined || !existsSync(SCHEMA)) {
  console.log(`\n${TITLE}\n  Open vSwitch is not installed (Debian: openvswitch-switch)`)
} else {
  // Who does nothing disturbs nobody: they are watched together, the commands run one after the other.
  const watched = await Promise.all(BRIDGES.map(watch))
  const rows = watched.map(({ own, processes, names, env }) => {
    const check = costMs(() => ourCheck(env))
    const c = costMs(() => cPass(names, env))
    return [names.length, processes, own.toFixed(1), check.toFixed(1), names.length + 3, c.toFixed(1)]
  })
  table(
    TITLE,
    [
      'bridges',
      'sflowovsd: processes',
      'itself and its monitors',
      'its check',
      'C: processes',
      'their commands',
    ],
    rows,
  )
}
