/** What a program reports of one code. */
export interface ProgramErrorRow {
  readonly message: string
  readonly remedy: string
  /** With which the program ends when nothing catches it. */
  readonly exitCode: number
}

/** An error of a program's table. Its message ends with the remedy. */
export class ProgramError<Code extends string = string> extends Error {
  readonly code: Code
  readonly exitCode: number
  /** What the message says besides that of its code. */
  readonly detail: string | undefined

  constructor(table: Readonly<Record<Code, ProgramErrorRow>>, code: Code, detail?: string) {
    const { message, remedy, exitCode } = table[code]
    const colon = detail === undefined ? '' : detail.startsWith('\n') ? ':' : ': '
    // Details of more than one line end as they are, so that the remedy does not seem to belong to the last one.
    const end = detail?.includes('\n') ? `\n${remedy}` : ` (${remedy})`
    super(`${message}${colon}${detail ?? ''}${end}`)
    this.name = 'ProgramError'
    this.code = code
    this.detail = detail
    this.exitCode = exitCode
  }
}
