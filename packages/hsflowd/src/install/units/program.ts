/** A line of a unit: `NAME=VALUE`. */
export type Directive = readonly [name: string, value: string]

/** A part of a unit that is installed when something needs more than the base allows. */
export interface DropIn {
  readonly name: string
  /** What it gives, for comment, manual and `--with`. */
  readonly for: string
  /** Lines of [Service]. */
  readonly service: readonly Directive[]
}

/** A program of the suite as a service: one row each. */
export interface ProgramUnit {
  /** Of the program, its package and its unit. */
  readonly name: string
  readonly description: string
  readonly documentation: string
  /** It has a configuration of its own, which is checked before each reload. */
  readonly configured: boolean
  /** More lines of [Unit]. */
  readonly unit: readonly Directive[]
  /** Lines of [Service]; where the hardening that every program of the suite has says otherwise, these hold. */
  readonly service: readonly Directive[]
  readonly dropIns: readonly DropIn[]
}
