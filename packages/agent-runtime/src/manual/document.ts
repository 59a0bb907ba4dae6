/**
 * A page of the manual, apart from what it is printed as. Its texts are plain sentences in which `such` words are
 * literal: what is typed, or a name.
 */
export interface Page {
  readonly name: string
  /** Of the manual: 5 file formats, 8 commands of the administrator. */
  readonly volume: 5 | 8
  /** The program from whose declarations it is made. */
  readonly source: string
  /** Completes "name - ". */
  readonly summary: string
  readonly chapters: readonly Chapter[]
}

export interface Chapter {
  readonly title: string
  readonly parts: readonly Part[]
}

export type Part =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'heading'; readonly text: string }
  /** Lines that are shown as they are. */
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'steps'; readonly items: readonly string[] }
  /** What is explained, as it is typed (what stands for a value in capitals), and its sentences. */
  | { readonly kind: 'terms'; readonly rows: readonly (readonly [term: string, texts: readonly string[]])[] }
  | {
      readonly kind: 'table'
      readonly head: readonly string[]
      readonly rows: readonly (readonly string[])[]
    }

export const text = (sentences: string): Part => ({ kind: 'text', text: sentences })
export const heading = (title: string): Part => ({ kind: 'heading', text: title })
export const code = (lines: string): Part => ({ kind: 'code', text: lines.trim() })
export const steps = (...items: readonly string[]): Part => ({ kind: 'steps', items })
export const terms = (...rows: readonly (readonly [string, ...string[]])[]): Part => ({
  kind: 'terms',
  rows: rows.map(([term, ...texts]) => [term, texts]),
})

/** A text without the marks of its literal words, for formats that have no letters for them. */
export const plain = (marked: string): string => marked.replaceAll('`', '')

/** Words as a sentence, whether or not they end as one. */
export const sentence = (words: string): string =>
  `${words.charAt(0).toUpperCase()}${words.slice(1).replace(/\.$/, '')}.`
