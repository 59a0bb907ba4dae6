// Open vSwitch as sflowovsd speaks to it, in this process, and programs that stand in for ovs-vsctl.
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { createFakeLog } from '../../../../tools/rigs/fake-log.ts'
import type { Ovs, OvsSchema } from '../../../../tools/rigs/ovs.ts'
import { scratch } from '../../../../tools/rigs/program.ts'
import { createOpenVswitch, type OpenVswitchOptions } from '../../src/ovs/create-open-vswitch.ts'
import type { OpenVswitch } from '../../src/ovs/open-vswitch.ts'
import type { SflowColumns } from '../../src/plan/state.ts'

export interface Opened {
  readonly ovs: OpenVswitch
  /** `level message`, of all levels. */
  readonly lines: string[]
  readonly said: (part: string) => string[]
}

/** Speaks to a private Open vSwitch, until the test ends. */
export function open(rig: Pick<Ovs, 'server'>, more: Partial<OpenVswitchOptions> = {}): Opened {
  const { log, lines } = createFakeLog({ levels: { level: 'trace', components: {} } })
  const ovs = createOpenVswitch({ server: rig.server, timeoutS: 5, log, ...more })
  onTestFinished(() => ovs.close())
  return { ovs, lines, said: (part) => lines.filter((line) => line.includes(part)) }
}

export const columns = (more: Partial<SflowColumns> = {}): SflowColumns => ({
  agent: 'eth0',
  header: 128,
  polling: 20,
  sampling: 400,
  targets: ['10.0.0.1:6343', '[::1]:6343'],
  ...more,
})

/** A program named ovs-vsctl in a directory of its own; returns its path. */
export function script(body: string): string {
  const path = join(scratch(), 'ovs-vsctl')
  replaceScript(path, body)
  return path
}

export function replaceScript(path: string, body: string): void {
  writeFileSync(path, `#!/bin/sh\n${body}\n`)
  chmodSync(path, 0o755)
}

const VERSION = (version: string): string =>
  `case "$1" in --version) echo "ovs-vsctl (Open vSwitch) ${version}"; echo "Compiled"; exit 0;; esac`

/** The real program, which says that it is of another version. */
export const saysVersion = (version: string): string => `${VERSION(version)}\nexec ovs-vsctl "$@"`

/**
 * What ovs-vsctl of Open vSwitch 1.0 refuses, in its words; the rest is the real program's, except that this one leaves
 * the removal of sFlow rows to the database.
 */
export const firstVersion = (version = '1.0.1'): string => `${VERSION(version)}
for word in "$@"; do
  case "$word" in
    --format*|--columns*) echo "ovs-vsctl: unrecognized option '$word'" >&2; exit 1;;
    --id=*) echo "ovs-vsctl: 'create' command has no '--id' option" >&2; exit 1;;
    --db=*) db="\${word#--db=}";;
  esac
done
ovs-vsctl "$@" || exit $?
while [ $# -gt 0 ]; do
  if [ "$1 $2" = 'destroy sFlow' ]; then
    where='[["_uuid","==",["uuid","'"$3"'"]]]'
    ovsdb-client transact "$db" '["Open_vSwitch",{"op":"delete","table":"sFlow","where":'"$where"'}]' >&2 || exit 1
  fi
  shift
done`

/** The schema of Open vSwitch 1.0, as far as sFlow goes: no marks, and rows stay that nothing refers to. */
export function firstSchema(schema: OvsSchema): OvsSchema {
  const sflow = schema.tables['sFlow']!
  sflow.isRoot = true
  delete sflow.columns['external_ids']
  return schema
}

/** One column of all rows of a table, as the real program prints it. */
export async function columnOf(rig: Ovs, table: string, column: string): Promise<string[]> {
  const text = await rig.vsctl('--bare', `--columns=${column}`, 'list', table)
  return text.split('\n').filter((line) => line !== '')
}
