import { exitCodes } from '../shell/help-text.ts'
import { ProgramError, type ProgramErrorRow } from '../shell/program-error.ts'

/** Why a program that was started as root does not become another user, and what mends it. */
const privilegeErrors = (program: string) =>
  ({
    HSF_USER: {
      message: 'there is no such user, or it is root',
      remedy: 'name another one with --user, make one with: hsflowd install, or stay root with -P',
      exitCode: exitCodes.noPermission,
    },
    HSF_PRIVILEGES: {
      message: `${program} cannot become another user`,
      remedy: 'start it as that user, or stay root with -P',
      exitCode: exitCodes.noPermission,
    },
  }) as const satisfies Record<string, ProgramErrorRow>

export type PrivilegeErrorCode = keyof ReturnType<typeof privilegeErrors>

export const privilegeError = (
  program: string,
  code: PrivilegeErrorCode,
  detail: string,
): ProgramError<PrivilegeErrorCode> => new ProgramError(privilegeErrors(program), code, detail)
