import { closest } from '@host-sflow/agent-runtime'
import { generators } from '../config/render/files.ts'
import { toJsonForm } from '../config/json-values.ts'
import { readConfig, readTree } from '../config/read-config.ts'
import { readText } from '../config/read-text.ts'
import { DaemonError } from '../errors.ts'
import { DEFAULT_CONFIG_FILE } from '../load-settings.ts'
import type { CommandContext } from './command.ts'

/** What `hsflowd config WORD` prints. */
const words: Readonly<Record<string, (context: CommandContext) => string | Promise<string>>> = {
  sample: generators.sample,
  schema: generators.schema,
  man: generators.man,
  table: generators.table,
  json: jsonForm,
}

/** `hsflowd config`: what is generated from the declarations of hsflowd.conf, or made of one. */
export async function run(context: CommandContext): Promise<number> {
  const [word, surplus] = context.positionals
  const generate = word === undefined || !Object.hasOwn(words, word) ? undefined : words[word]
  if (generate === undefined) throw whatIsNeeded(word)
  if (surplus !== undefined) throw new DaemonError('HSF_COMMAND', `config ${word} ${surplus}`)
  await context.print(await generate(context))
  return 0
}

function whatIsNeeded(word: string | undefined): DaemonError {
  if (word === undefined)
    return new DaemonError('HSF_USAGE', `config needs one of ${Object.keys(words).join(', ')}`)
  const meant = closest(word, Object.keys(words))
  return new DaemonError(
    'HSF_COMMAND',
    `config ${word}${meant === undefined ? '' : `, did you mean "config ${meant}"?`}`,
  )
}

/** The JSON form of the file that is named with -f. */
async function jsonForm({ values }: CommandContext): Promise<string> {
  const file = values.config ?? DEFAULT_CONFIG_FILE
  const source = await readText(file).catch((error: unknown) => {
    const [reason] = (error instanceof Error ? error.message : String(error)).split(', ')
    throw new DaemonError('HSF_CONFIG_MISSING', `${file}: ${reason}`)
  })
  const { errors } = readConfig(source, file)
  if (errors.length > 0) throw new DaemonError('HSF_CONFIG_INVALID', `\n${errors.join('\n')}`)
  return `${JSON.stringify(toJsonForm(readTree(source, [])), undefined, 2)}\n`
}
