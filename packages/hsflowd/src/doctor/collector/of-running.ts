import { formatCollector, parseCollector, type CollectorSpec } from '@host-sflow/agent-runtime'
import type { SeenAgent } from '../../status/seen.ts'

const LABEL = /^(\S+)(?: dev (\S+))?(?: namespace (\S+))?(?: from (\S+))?$/u

/** The collectors that a running hsflowd tells of; what cannot be told from its words is left out. */
export function ofRunning(hsflowd: SeenAgent | undefined): CollectorSpec[] {
  return (hsflowd?.collectors ?? []).flatMap(({ collector }) => {
    const [, endpoint, device, namespace, sourceAddress] = LABEL.exec(collector) ?? []
    if (endpoint === undefined) return []
    try {
      return [{ ...parseCollector(endpoint), device, namespace, sourceAddress }]
    } catch {
      return []
    }
  })
}

/** Those of `specs` that are not among `known`. */
export function notAmong(specs: readonly CollectorSpec[], known: readonly CollectorSpec[]): CollectorSpec[] {
  const labels = new Set(known.map(formatCollector))
  return specs.filter((spec) => !labels.has(formatCollector(spec)))
}
