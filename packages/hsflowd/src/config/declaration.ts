import type * as z from 'zod/mini'

/** A kind of value in hsflowd.conf: how its text is read, and how it is explained. */
export interface ValueKind<T = unknown> {
  /** From the text of the value to the value; its messages say what is needed. */
  readonly schema: z.ZodMiniType<T>
  /** The value as a file would give it; reading it gives the value again. */
  format(value: T): string
  /** What stands for the value in a line of usage: `SECONDS`, `ADDRESS`, `on|off`. */
  readonly placeholder: string
  /** What a value may be, as manuals put it: `whole number, 0 to 300`. */
  readonly describe: string
  /** The value in the JSON form of the configuration. */
  readonly jsonSchema: Readonly<Record<string, unknown>>
  /** A warning about the way in which a valid value is written. */
  readonly caution?: (text: string) => string | undefined
}

/** A key of hsflowd.conf. Parser, checks, manual page, sample file, JSON Schema and tables are made from its row. */
export interface Key<T = unknown> {
  /** Of a family of keys the form that manuals show: `sampling.<name>`. */
  readonly name: string
  /** A family of keys: each name that begins so, in any case; what follows names an application or a link speed. */
  readonly prefix?: string
  readonly aliases?: readonly string[]
  readonly value: ValueKind<T>
  /** `s`, `bytes`, `1 in N`. */
  readonly unit?: string
  /** The value as the file would give it, where nothing does; absent: nothing, or what `defaultNote` says. */
  readonly defaultText?: string
  /** What takes its place when it is not set. */
  readonly defaultNote?: string
  readonly example: string
  /** The key of the example, where `name` is not one: `sampling.10G`. */
  readonly exampleName?: string
  /** One sentence without a full stop; more of them behind it for the manual only. */
  readonly doc: string
  readonly more?: string
  /** The version that first had it; the C daemon's keys are there from the first. */
  readonly since: string
  /** Whether a changed value takes effect without a restart. */
  readonly reloadable: boolean
  /** The block is nothing without it. */
  readonly required?: true
  /** May be given several times; the value is a list. */
  readonly repeat?: true
  /** May also come in the TXT record of DNS-SD. */
  readonly dns?: true
  /** Option of the command line that comes before it: `polling`. */
  readonly option?: string
  /** An old form: accepted, and what to write instead. */
  readonly deprecated?: string
  /** An old form: the key of a block that it sets; `starts`: as if the block were there. */
  readonly sets?: { readonly block: string; readonly key: string; readonly starts: boolean }
  /** Accepted for compatibility without having an effect: why. */
  readonly ignored?: string
  /** A warning about a value that is valid. */
  note?(value: T): string | undefined
}

/** A block of hsflowd.conf. */
export interface Block {
  readonly name: string
  readonly aliases?: readonly string[]
  readonly keys: readonly Key[]
  readonly blocks?: readonly Block[]
  readonly repeat?: true
  readonly doc: string
  readonly more?: string
  readonly since: string
  readonly example: string
  /** A module that this build does not have: accepted with a warning, without effect. */
  readonly absent?: true
}

type ValueOf<K extends Key> = K['value'] extends ValueKind<infer V> ? V : never
type Plain<K extends Key> = Exclude<K, { prefix: string } | { sets: object }>

/** The values of some keys, by name; those of families and of old forms of other keys are elsewhere. */
export type ValuesOf<K extends readonly Key[]> = {
  -readonly [E in Plain<K[number]> as E['name']]?: E extends { repeat: true } ? ValueOf<E>[] : ValueOf<E>
}

/** What a block says: the values of its keys, and its blocks by name. */
export type BlockValues<B extends Block> = ValuesOf<B['keys']> &
  (B extends { blocks: infer I extends readonly Block[] } ? BlocksOf<I> : unknown)

/** The blocks that are there, by name; those that may be repeated as lists. */
export type BlocksOf<L extends readonly Block[]> = {
  -readonly [E in L[number] as E['name']]?: E extends { repeat: true } ? BlockValues<E>[] : BlockValues<E>
}
