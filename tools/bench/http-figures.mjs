// What http.mjs reads and reckons.
import { readFileSync, readdirSync } from 'node:fs'

/** CPU time of all threads of a process, ns: garbage collection and thread pool included (proc(5), schedstat). */
export function cpuNs(pid) {
  const used = (task) =>
    Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'latin1').split(' ', 1)[0])
  return readdirSync(`/proc/${pid}/task`).reduce((sum, task) => sum + used(task), 0)
}

export const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b)
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2
}

/** Two-sided 95 % points of Student's t, by degrees of freedom; beyond the table 1.96 + 2.5 / df is within 0.5 %. */
const T95 = [0, 12.71, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228]
const t95 = (df) => T95[df] ?? 1.96 + 2.5 / df

/** Mean of independent values, and half the width of its 95 % interval. */
export function interval(values) {
  const middle = mean(values)
  const variance = values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1)
  return { mean: middle, half: t95(values.length - 1) * Math.sqrt(variance / values.length) }
}

export function shuffled(values) {
  const left = [...values]
  return values.map(() => left.splice(Math.floor(Math.random() * left.length), 1)[0])
}

/** Consecutive parts of `size`. */
export const chunks = (values, size) =>
  Array.from({ length: Math.ceil(values.length / size) }, (_, i) => values.slice(i * size, (i + 1) * size))
