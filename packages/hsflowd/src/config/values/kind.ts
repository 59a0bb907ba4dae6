import * as z from 'zod/mini'
import type { ValueKind } from '../declaration.ts'

interface KindOptions<T> extends Omit<ValueKind<T>, 'schema'> {
  /** From the text to the value; undefined: the text is none. */
  readonly read: (text: string) => T | undefined
  /** What is needed instead of such a text. */
  readonly needed: (text: string) => string
}

/** A kind of value. Its schema is made when it is first used: of a hundred keys a file has five. */
export function kind<T>({ read, needed, ...rest }: KindOptions<T>): ValueKind<T> {
  let schema: z.ZodMiniType<T> | undefined
  return {
    ...rest,
    get schema() {
      schema ??= z.pipe(
        z.string(),
        z.transform((input: string, context): T => {
          const value = read(input)
          if (value !== undefined) return value
          context.issues.push({ code: 'custom', message: needed(input), input })
          return z.NEVER
        }),
      )
      return schema
    },
  }
}

/** A kind whose values are texts that fit `test`. */
export const textKind = (
  test: (text: string) => boolean,
  needed: string | ((text: string) => string),
  rest: Pick<ValueKind<string>, 'placeholder' | 'describe' | 'jsonSchema'>,
): ValueKind<string> =>
  kind({
    ...rest,
    read: (text) => (test(text) ? text : undefined),
    needed: typeof needed === 'string' ? () => needed : needed,
    format: (value) => value,
  })
