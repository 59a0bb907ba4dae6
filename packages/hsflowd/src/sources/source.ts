import type { InputFields, RecordInput, Row } from '@host-sflow/sflow-encoder'
import type { HostPath } from '../host/files.ts'
import type { Host } from '../host/host.ts'

/** One place that metrics come from, on one kind of system: what it emits, what it needs, how it is opened. */
export interface Source {
  readonly name: string
  /** Structures that it emits, in this order. */
  readonly emits: readonly Row[]
  /** Files that it reads; a `*` stands for what is found there. */
  readonly reads: readonly HostPath[]
  /** Rights that it needs, and for what; it works without, with less. */
  readonly needs?: readonly SourceNeed[]
  /** What users of this kind of system do without, for the table of platforms. */
  readonly missing?: string
  /** Opens what needs rights, while the process still has them. */
  readonly open: (host: Host) => OpenSource
}

/** A right, and what is lost without it. */
export interface SourceNeed {
  readonly right: `CAP_${string}` | 'root'
  readonly for: string
  /** Programs that it starts need it too. */
  readonly inherited?: true
}

/** A source at work. */
export interface OpenSource {
  /**
   * The metrics of now. The list, its records and their fields are reused: they are valid until the next call. An
   * empty list means that there is nothing to tell here; a failure throws.
   */
  collect(): readonly RecordInput[]
  close(): void
}

/** The fields of a row as a source keeps and overwrites them. */
export type FieldsOf<R extends Row> =
  R extends Row<infer F> ? { -readonly [K in keyof InputFields<F>]: InputFields<F>[K] } : never
