import { messageOf, type Log } from '@host-sflow/agent-runtime'

/** What the agent reports, and what mends it. Nothing of this is ever thrown into the application. */
export const httpErrors = {
  HSF_HTTP_OPTION: {
    message: 'an option cannot be used',
    remedy: 'correct the option, its default is in force; see the README of @host-sflow/httpd-agent',
  },
  HSF_HTTP_TWICE: {
    message: 'the sFlow agent of this process is running already, with other options: these are not used',
    remedy: 'give the options once, where the agent is started first',
  },
  HSF_HTTP_HOOK: {
    message: 'a function that was given to the sFlow agent has thrown',
    remedy: 'mend the function: ignore, authUser, clientIp',
  },
  HSF_HTTP_SHARE: {
    message: 'the processes that serve this port cannot be reported as one',
    remedy:
      'give them the same version, and a directory that they all can write to (XDG_RUNTIME_DIR, or TMPDIR); see what stops the one that is named',
  },
  HSF_HTTP_INTERNAL: {
    message: 'the sFlow agent has failed, the application has not been touched',
    remedy: 'please report this with the text above',
  },
} as const

export type HttpErrorCode = keyof typeof httpErrors

/** One line: what, detail, and remedy. */
const describeError = (code: HttpErrorCode, detail: string): string =>
  `${httpErrors[code].message}: ${detail} (${httpErrors[code].remedy})`

/** Says what is wrong. `which`: what is said once of each, where there are several of a kind. */
export const sayProblem = (
  log: Pick<Log, 'problem'>,
  code: HttpErrorCode,
  detail: string,
  which?: string,
): void => log.problem(which === undefined ? code : `${code} ${which}`, describeError(code, detail))

/** A failure of the agent's own, that must not reach the application. */
export const sayFailure = (log: Pick<Log, 'problem'>, error: unknown): void =>
  sayProblem(log, 'HSF_HTTP_INTERNAL', messageOf(error))
