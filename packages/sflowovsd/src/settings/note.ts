/** Something that the operator should know of the settings. */
export interface Note {
  /** The key of the condition. */
  readonly code: string
  readonly text: string
}
