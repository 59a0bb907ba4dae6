/** What all options have. */
interface Common {
  /** One letter. */
  readonly short?: string
  /** Heading in the help text. */
  readonly group: string
  readonly help: string
  /** Not shown in the help text: for compatibility only. */
  readonly hidden?: true
}

/** On or off. */
export interface FlagOption extends Common {
  readonly type: 'flag'
}

/** Counted: `-ddd` is 3. */
export interface CountOption extends Common {
  readonly type: 'count'
}

/** Has an argument. */
export interface ValueOption<T = unknown> extends Common {
  readonly type: 'value'
  /** What stands for the argument in the help text. */
  readonly argument: string
  /** Turns the argument into a value; throws an error whose message says what is wrong with it. */
  readonly parse: (text: string) => T
  /** May be given several times; the value is a list, and the variable has commas. */
  readonly repeat?: true
  /** Environment variable that serves when the option is not given. */
  readonly environment?: string
  /** The value that is used when nothing is given, as the help text shows it. Programs apply it themselves. */
  readonly defaultText?: string
}

/** One option of a program: from its row come parser, help text and checks. */
export type Option = FlagOption | CountOption | ValueOption
/** Options by long name. */
export type OptionTable = Readonly<Record<string, Option>>

/** What a command line says: flags false, counts 0, lists empty, other values undefined when not given. */
export type OptionValues<T extends OptionTable> = {
  readonly [K in keyof T]: T[K] extends FlagOption
    ? boolean
    : T[K] extends CountOption
      ? number
      : T[K] extends ValueOption<infer V>
        ? T[K] extends { readonly repeat: true }
          ? readonly V[]
          : V | undefined
        : never
}

/** Takes any text. */
export const text = (value: string): string => value

/** Takes a whole number within bounds. */
export const wholeNumber =
  (least: number, most: number) =>
  (value: string): number => {
    const number = /^\d{1,15}$/u.test(value) ? Number(value) : NaN
    if (number >= least && number <= most) return number
    throw new Error(`must be a whole number from ${least} to ${most}`)
  }

/** Takes one of a few words. */
export const oneOf =
  <const W extends string>(...words: readonly W[]) =>
  (value: string): W => {
    const word = words.find((candidate) => candidate === value)
    if (word !== undefined) return word
    throw new Error(`must be ${words.slice(0, -1).join(', ')} or ${words.at(-1)}`)
  }
