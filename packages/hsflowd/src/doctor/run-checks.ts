import { messageOf, withinTime } from '@host-sflow/agent-runtime'
import { fail, type Check, type Finding, type NamedFinding } from './check.ts'
import type { World } from './world.ts'

/** A check that has not answered by then is told as such: all of them together are to take 5 s at most. */
const LIMIT_MS = 4500

/** Runs the checks at the same time; what they find is in the order of the list. Never rejects. */
export async function runChecks(
  checks: readonly Check[],
  world: World,
  limitMs = LIMIT_MS,
): Promise<NamedFinding[]> {
  const results = await Promise.all(
    checks.map(async (check) => {
      const findings = await withinTime(world.clock, attempt(check, world), limitMs)
      const known = findings ?? [
        fail(
          `not done within ${limitMs / 1000} s`,
          'something that it reads does not answer: a file system, a name service; try again later',
        ),
      ]
      return known.map((finding) => ({ check: check.name, ...finding }))
    }),
  )
  return results.flat()
}

async function attempt(check: Check, world: World): Promise<readonly Finding[]> {
  try {
    return await check.run(world)
  } catch (error) {
    return [
      fail(`the check itself failed: ${messageOf(error)}`, 'report it with the message and the version'),
    ]
  }
}
