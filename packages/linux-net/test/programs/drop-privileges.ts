import { execFileSync } from 'node:child_process'
import { promises, readdirSync, readFileSync } from 'node:fs'
import { capabilities, dropPrivileges, hasCapability, openNetlink } from '../../src/index.ts'
import { native } from '../../src/native/libc.ts'

// Becomes another user and tells what it may still do.

const field = (status: string, name: string): string =>
  new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(status)?.[1] ?? ''
const tells = (action: () => unknown): string => {
  try {
    action()
    return 'done'
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error)
  }
}
const packetSocket = (): string => {
  const fd = native().libc.socket(17, 3, 0)
  if (fd >= 0) native().libc.close(fd)
  return fd < 0 ? 'refused' : 'done'
}

// The thread pool has to exist before the change, to see what becomes of its threads.
await promises.stat('/')
const had = capabilities().permitted
const kept = dropPrivileges({
  uid: 65534,
  gid: 65534,
  groups: [100],
  keep: ['net_raw', 'dac_override', 'bpf', 'sys_resource'],
  // Not kept, so not handed down either: the last one.
  inherited: ['dac_override', 'bpf', 'net_admin'],
})

const main = readFileSync('/proc/thread-self/status', 'latin1')
const threads = readdirSync('/proc/self/task').map((id) =>
  readFileSync(`/proc/self/task/${id}/status`, 'latin1'),
)
const childStatus = execFileSync('cat', ['/proc/self/status'], { encoding: 'latin1' })

process.stdout.write(
  JSON.stringify({
    had,
    kept,
    effective: capabilities().effective,
    permitted: capabilities().permitted,
    inheritable: capabilities().inheritable,
    hasNetRaw: hasCapability('net_raw'),
    uids: field(main, 'Uid'),
    gids: field(main, 'Gid'),
    groups: field(main, 'Groups').trim(),
    noNewPrivileges: field(main, 'NoNewPrivs'),
    otherThreads: threads
      .filter((status) => field(status, 'Pid') !== field(main, 'Pid'))
      .map((status) => ({ uids: field(status, 'Uid'), effective: field(status, 'CapEff') })),
    childEffective: field(childStatus, 'CapEff'),
    childAmbient: field(childStatus, 'CapAmb'),
    childUids: field(childStatus, 'Uid'),
    becomeRoot: tells(() => process.setuid?.(0)),
    childReadsShadow: tells(() => execFileSync('cat', ['/etc/shadow'])),
    openNetlink: tells(() => openNetlink(0).close()),
    packetSocket: packetSocket(),
  }),
)
