// One scenario in a process of its own, for what a test must not do to its own process: scenarios.mjs NAME DIRECTORY
import { lifetimes } from './lifetimes.ts'
import { mounts } from './mounts.ts'
import { users } from './users.ts'

const [, , name = '', directory = ''] = process.argv
const scenario = new Map(Object.entries({ ...lifetimes, ...mounts, ...users })).get(name)
if (scenario === undefined) throw new Error(`no scenario ${name}`)
process.stdout.write(JSON.stringify(await scenario(directory)))
