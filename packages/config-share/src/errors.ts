/** Every condition of the shared file that a user can meet: what it is, and what mends it. */
export const sharedFileErrors = {
  HSF_SHARED_MISSING: {
    message: 'there is no shared settings file yet',
    remedy: 'start hsflowd, or name its file with -f FILE or $HSFLOWD_AUTO',
  },
  HSF_SHARED_EMPTY: {
    message: 'the shared settings file is still empty',
    remedy: 'hsflowd fills it once it has its settings: see its log (DNS-SD? agent address?)',
  },
  HSF_SHARED_TORN: {
    message: 'the shared settings file is half-written',
    remedy: 'wait for its writer to finish; if this lasts, restart hsflowd',
  },
  HSF_SHARED_SYNTAX: {
    message: 'the shared settings file is not understood',
    remedy: 'correct the line, or restart hsflowd so that it writes the file anew',
  },
  HSF_SHARED_VALUE: {
    message: 'the shared settings file holds a bad value',
    remedy: 'correct the setting in hsflowd.conf or in DNS; the last good settings stay in force',
  },
  HSF_SHARED_TOO_BIG: {
    message: 'the shared settings are too big (limits: 64 KiB, 1000 lines)',
    remedy: 'remove application settings or collectors',
  },
  HSF_SHARED_NOT_FILE: {
    message: 'not a regular file',
    remedy: 'remove what is there, or name another file',
  },
  HSF_SHARED_UNREADABLE: {
    message: 'the shared settings file cannot be read',
    remedy: 'make the file (mode 0644) and its directories (mode 0755) readable for this user',
  },
  HSF_SHARED_SETTINGS: {
    message: 'these settings cannot be written to the shared file',
    remedy: 'correct the setting',
  },
  HSF_SHARED_NO_SPACE: {
    message: 'no space left for the shared settings file',
    remedy: 'free space on its file system, or name another file with -o FILE',
  },
  HSF_SHARED_READ_ONLY: {
    message: 'the file system of the shared settings file is read-only',
    remedy: 'name a file on a writable file system with -o FILE',
  },
  HSF_SHARED_PERMISSION: {
    message: 'no permission to write the shared settings file',
    remedy: 'give its directory to the user that hsflowd runs as, or name another file with -o FILE',
  },
  HSF_SHARED_NO_DIRECTORY: {
    message: 'the directory of the shared settings file does not exist',
    remedy: 'create the directory, or name another file with -o FILE',
  },
  HSF_SHARED_WRITE: {
    message: 'the shared settings file cannot be written',
    remedy: 'see the cause; another place can be named with -o FILE',
  },
  HSF_SHARED_NO_PLACE: {
    message: 'no place for the shared settings file',
    remedy: 'name one with -o FILE, or set $XDG_RUNTIME_DIR to a directory of this user',
  },
  HSF_SHARED_BUSY: {
    message: 'another running hsflowd owns the shared settings file',
    remedy: 'stop the other hsflowd and restart this one, or name another file with -o FILE',
  },
  HSF_SHARED_CLOSED: {
    message: 'the writer of the shared settings file is closed',
    remedy: 'open a new writer',
  },
} as const

export type SharedFileCode = keyof typeof sharedFileErrors

/** A condition of the shared file. Lines and columns count from 1. */
export interface SharedFileProblem {
  readonly code: SharedFileCode
  /** What is wrong, detail included, without the position. */
  readonly message: string
  readonly remedy: string
  readonly file?: string
  readonly line?: number
  readonly column?: number
}

export type SharedFileError = Error & SharedFileProblem

type Place = Partial<Pick<SharedFileProblem, 'file' | 'line' | 'column'>>

/** A row of the table with its detail and position filled in. */
export function problem(code: SharedFileCode, detail?: string, place: Place = {}): SharedFileProblem {
  const { message, remedy } = sharedFileErrors[code]
  return { code, message: detail === undefined ? message : `${message}: ${detail}`, remedy, ...place }
}

/** The same as something to throw. `error.cause` is the system's error where there is one. */
export function sharedFileError(from: SharedFileProblem, cause?: unknown): SharedFileError {
  const error = new Error(from.message, cause === undefined ? undefined : { cause })
  error.name = 'SharedFileError'
  return Object.assign(error, from)
}

export function isSharedFileError(error: unknown): error is SharedFileError {
  return error instanceof Error && 'code' in error && String(error.code) in sharedFileErrors
}

/** `FILE:LINE:COLUMN: message (remedy)`: the one-line form for logs. */
export function describeProblem({ file, line, column, message, remedy }: SharedFileProblem): string {
  const place = [file, line, column].filter((part) => part !== undefined).join(':')
  return `${place === '' ? '' : `${place}: `}${message} (${remedy})`
}

/** The errno name of a system error, else ''. */
export function errnoOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
