// Contenders take turns within one run, so that whatever else the machine does meets all of them alike.

/** Just enough to see that a benchmark works; its figures mean nothing. */
export const quick = process.env.HOST_SFLOW_BENCH_QUICK === '1'
const ROUNDS = quick ? 1 : 9

/**
 * Measures functions side by side. Each contender is { name, run(count), per = 1 }: `run` does the work `count`
 * times, `per` is how many units one time makes. Gives the median of the rounds in ns per unit, and their spread.
 */
export function compare(contenders, roundMs = quick ? 1 : 200) {
  const entries = contenders.map((contender) => ({
    ...contender,
    count: calibrate(contender.run, roundMs),
    ns: [],
  }))
  for (let round = 0; round < ROUNDS; round++)
    for (const entry of entries) entry.ns.push(time(entry.run, entry.count) / entry.count / (entry.per ?? 1))
  return entries.map(({ name, ns }) => {
    ns.sort((a, b) => a - b)
    return { name, ns: ns[ROUNDS >> 1], low: ns[0], high: ns.at(-1) }
  })
}

function calibrate(run, roundMs) {
  let count = 16
  for (;;) {
    const ns = time(run, count)
    if (ns > roundMs * 5e5) return Math.max(1, Math.round((count * roundMs * 1e6) / ns))
    count *= 2
  }
}

function time(run, count) {
  const start = process.hrtime.bigint()
  run(count)
  return Number(process.hrtime.bigint() - start)
}

/** Bytes on the JavaScript heap that one time of `run` leaves behind. Needs --expose-gc and a large young generation. */
export function allocated(run, count = 20_000) {
  run(count)
  globalThis.gc()
  const before = process.memoryUsage().heapUsed
  run(count)
  // Reading the figure itself allocates a few hundred bytes, which `count` makes vanish.
  return (process.memoryUsage().heapUsed - before) / count
}

/** Prints rows of an array as aligned columns under a title. */
export function table(title, head, rows) {
  const lines = [head, ...rows].map((row) => row.map(String))
  const widths = head.map((_, i) => Math.max(...lines.map((line) => line[i].length)))
  console.log(`\n${title}`)
  for (const line of lines)
    console.log(
      `  ${line.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  ')}`,
    )
}

/** The machine that the figures are from. */
export function machine(cpus) {
  console.log(
    `Node ${process.version}, ${process.platform}-${process.arch}, ${cpus.length} x ${cpus[0]?.model.trim()}`,
  )
}
