// The commands of sflowovsd: started, waited for.
import type { Ovs } from '../../../../tools/rigs/ovs.ts'
import type { LogLine, RunOptions } from '../../../../tools/rigs/program.ts'
import { sflowovsd } from './programs.ts'

export interface Said {
  readonly code: number | null
  readonly out: string
  /** Messages of the log. */
  readonly log: readonly LogLine[]
  readonly tookMs: number
}

/** Runs sflowovsd to its end against a private Open vSwitch. */
export async function say(rig: Ovs, args: readonly string[], options: RunOptions = {}): Promise<Said> {
  const program = sflowovsd(args, { prefix: rig.prefix, ...options, env: { ...rig.env, ...options.env } })
  const { code, tookMs } = await program.ended
  return { code, out: program.stdout(), log: program.log(), tookMs }
}

/** The tables Bridge and sFlow with all that concerns sFlow, without the UUIDs of rows. */
export async function contentOf(rig: Ovs): Promise<unknown> {
  const list = async (table: string, columns: string): Promise<unknown[][]> =>
    (
      JSON.parse(await rig.vsctl('--format=json', `--columns=${columns}`, 'list', table)) as {
        data: unknown[][]
      }
    ).data
  const rows = await list('sFlow', '_uuid,agent,external_ids,header,polling,sampling,targets')
  const bridges = await list('Bridge', 'name,sflow')
  const content = new Map(rows.map(([uuid, ...columns]) => [JSON.stringify(uuid), columns]))
  return {
    rows: [...content.values()],
    bridges: Object.fromEntries(
      bridges.map(([name, sflow]) => [String(name), content.get(JSON.stringify(sflow)) ?? null]),
    ),
  }
}
