// The database of Open vSwitch as the tests see it: their own connection (RFC 7047), not a program of Open vSwitch.
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { TestContext } from 'vitest'
import type { Ovs } from '../../../../tools/rigs/ovs.ts'
import { jsonStream } from './json-stream.ts'

/** A row of the table sFlow; undefined: the column is empty. */
export interface Row {
  readonly agent: string | undefined
  readonly header: number | undefined
  readonly polling: number | undefined
  readonly sampling: number | undefined
  readonly targets: readonly string[]
  readonly external_ids: Readonly<Record<string, string>>
}

export interface Bridge {
  readonly uuid: string
  readonly name: string
  /** UUID of its sFlow row. */
  readonly sflow: string | undefined
  /** When the bridge, and when the present value of `sflow`, was first seen: `performance.now()`. */
  readonly atMs: number
  readonly sflowAtMs: number
}

export interface Database {
  /** By name. */
  readonly bridges: () => ReadonlyMap<string, Bridge>
  /** By UUID. */
  readonly rows: () => ReadonlyMap<string, Row>
  /** The row that every bridge has; undefined when not all have the same, when there is no bridge, or a row besides. */
  readonly common: () => (Row & { readonly uuid: string }) | undefined
  /** Waits for a state. */
  readonly until: <T>(what: string, probe: () => T | undefined | false, timeoutMs?: number) => Promise<T>
}

type Columns = Readonly<Record<string, unknown>>
type Update = Readonly<Record<string, Readonly<Record<string, { old?: Columns; new?: Columns }>>>>

const MONITOR = {
  id: 1,
  method: 'monitor',
  params: [
    'Open_vSwitch',
    null,
    {
      Bridge: { columns: ['name', 'sflow'] },
      sFlow: { columns: ['agent', 'header', 'polling', 'sampling', 'targets', 'external_ids'] },
    },
  ],
}

/** Watches until the test ends, connecting again when the server comes back. */
export async function watchDatabase(ctx: TestContext, rig: Ovs): Promise<Database> {
  const bridges = new Map<string, Bridge>()
  const rows = new Map<string, Row>()
  let ended = false
  let socket: ReturnType<typeof connect> | undefined

  function update(tables: Update): void {
    const nowMs = performance.now()
    for (const [uuid, { new: columns }] of Object.entries(tables['sFlow'] ?? {}))
      if (columns === undefined) rows.delete(uuid)
      else rows.set(uuid, rowOf(columns))
    for (const [uuid, { new: columns }] of Object.entries(tables['Bridge'] ?? {})) {
      if (columns === undefined) {
        bridges.delete(uuid)
        continue
      }
      const [name, sflow] = [columns['name'] as string, reference(columns['sflow'])]
      const old = bridges.get(uuid)
      const sflowAtMs = old !== undefined && old.sflow === sflow ? old.sflowAtMs : nowMs
      bridges.set(uuid, { uuid, name, sflow, atMs: old?.atMs ?? nowMs, sflowAtMs })
    }
  }

  /** Resolves when the connection has ended. */
  async function session(ready: () => void): Promise<void> {
    const connection = connect(rig.server.slice('unix:'.length))
    socket = connection
    const feed = jsonStream((message) => {
      const { id, method, params, result } = message as Record<string, unknown>
      if (method === 'echo') connection.write(JSON.stringify({ id, result: params, error: null }))
      if (method === 'update') update((params as [unknown, Update])[1])
      if (id === MONITOR.id && result !== undefined) {
        bridges.clear()
        rows.clear()
        update(result as Update)
        ready()
      }
    })
    connection.setEncoding('utf8').on('data', feed)
    connection.on('connect', () => connection.write(JSON.stringify(MONITOR)))
    // `close` follows.
    connection.on('error', () => undefined)
    await new Promise((resolve) => connection.on('close', resolve))
  }

  async function watch(ready: () => void): Promise<void> {
    await session(ready)
    await sleep(20)
    if (!ended) await watch(ready)
  }

  ctx.onTestFinished(() => {
    ended = true
    socket?.destroy()
  })
  await new Promise<void>((resolve) => void watch(resolve))

  const common = (): (Row & { uuid: string }) | undefined => {
    const [uuid, ...others] = new Set([...bridges.values()].map(({ sflow }) => sflow))
    const row = uuid === undefined ? undefined : rows.get(uuid)
    return row === undefined || others.length > 0 || rows.size > 1 ? undefined : { uuid: uuid!, ...row }
  }

  return {
    bridges: () => new Map([...bridges.values()].map((bridge) => [bridge.name, bridge])),
    rows: () => rows,
    common,
    async until(what, probe, timeoutMs = 10_000) {
      const deadline = performance.now() + timeoutMs
      for (;;) {
        const value = probe()
        if (value !== undefined && value !== false) return value
        if (performance.now() > deadline) {
          const state = JSON.stringify({ bridges: [...bridges.values()], rows: [...rows] })
          throw new Error(`not in the database within ${timeoutMs} ms: ${what}; ${state}`)
        }
        await sleep(5)
      }
    },
  }
}

const rowOf = (columns: Columns): Row => ({
  agent: optional(columns['agent']) as string | undefined,
  header: optional(columns['header']) as number | undefined,
  polling: optional(columns['polling']) as number | undefined,
  sampling: optional(columns['sampling']) as number | undefined,
  targets: setOf(columns['targets']) as string[],
  external_ids: Object.fromEntries((columns['external_ids'] as ['map', [string, string][]])[1]),
})

/** RFC 7047 section 5.1: a set of one is that value. */
const setOf = (value: unknown): readonly unknown[] =>
  Array.isArray(value) && value[0] === 'set' ? (value[1] as unknown[]) : [value]

const optional = (value: unknown): unknown => setOf(value)[0]

const reference = (value: unknown): string | undefined =>
  (optional(value) as ['uuid', string] | undefined)?.[1]
