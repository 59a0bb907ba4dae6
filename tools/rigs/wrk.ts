// wrk: as much as goes, for a time. At its end it closes its connections, and what they were doing is in none of its counts.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loopback, numbersIn, runGenerator, type Load, type Target } from './load.ts'

export interface WrkOptions extends Target {
  readonly connections: number
  /** Whole seconds, at least 1. */
  readonly seconds: number
  readonly threads?: number
  /** Paths that are asked for in turn by each thread, in place of that of the URL. */
  readonly paths?: readonly string[]
}

// Each of its threads has globals of its own, which `done` asks for.
const SCRIPT = `
local paths, turn, threads = {PATHS}, 0, {}
c1, c2, c3, c4, c5 = 0, 0, 0, 0, 0
function setup(thread) table.insert(threads, thread) end
function init() for i, path in ipairs(paths) do paths[i] = wrk.format(METHOD, path) end end
function request() turn = turn % #paths + 1 return paths[turn] end
function response(status)
  if status < 200 then c1 = c1 + 1 elseif status < 300 then c2 = c2 + 1 elseif status < 400 then c3 = c3 + 1
  elseif status < 500 then c4 = c4 + 1 else c5 = c5 + 1 end
end
function done(summary)
  local c = {0, 0, 0, 0, 0}
  for _, thread in ipairs(threads) do
    for i = 1, 5 do c[i] = c[i] + thread:get('c' .. i) end
  end
  local e = summary.errors
  print(string.format('LOAD %d %d %d %d %d %d %d %d %d', summary.requests, e.connect + e.read + e.write + e.timeout,
    c[1], c[2], c[3], c[4], c[5], summary.bytes, summary.duration))
end`

export async function wrk(options: WrkOptions): Promise<Load> {
  const { url, method = 'GET', connections, seconds, threads = 1, paths = [new URL(url).pathname] } = options
  const dir = await mkdtemp(join(tmpdir(), 'rig-wrk-'))
  try {
    const script = join(dir, 'load.lua')
    const list = paths.map((path) => JSON.stringify(path)).join(', ')
    await writeFile(script, SCRIPT.replace('PATHS', () => list).replace('METHOD', JSON.stringify(method)))
    const size = [`-t${threads}`, `-c${connections}`, `-d${seconds}`]
    const text = await runGenerator('wrk', [...size, '-s', script, loopback(url)])
    const [done = 0, failed = 0, c1 = 0, c2 = 0, c3 = 0, c4 = 0, c5 = 0, bytes = 0, us = 0] = numbersIn(
      text,
      /^LOAD (\d+) (\d+) (\d+) (\d+) (\d+) (\d+) (\d+) (\d+) (\d+)$/m,
    )
    return { done, failed, classes: [c1, c2, c3, c4, c5], bytes, tookMs: us / 1000 }
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}
