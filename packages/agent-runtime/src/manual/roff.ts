import type { Page, Part } from './document.ts'

const SOURCE = 'Host sFlow for Node.js'
const VOLUMES = { 5: 'File Formats Manual', 8: "System Manager's Manual" } as const

/** A page in the man macros, for man(1), groff(1) and mandoc(1). */
export function toRoff({ name, volume, source, summary, chapters }: Page): string {
  const lines = [
    `.\\" Generated from the declarations of ${source}; not to be edited.`,
    // No date: the page is the same whenever it is made, so that a test can tell when it is stale.
    `.TH ${argument(name.toUpperCase())} ${volume} "" ${argument(SOURCE)} ${argument(VOLUMES[volume])}`,
    // Long words of a configuration are copied, not read aloud: neither broken nor stretched.
    '.nh',
    '.ad l',
    '.SH NAME',
    `${escape(name)} \\- ${inline(summary)}`,
    ...chapters.flatMap(({ title, parts }) => [
      `.SH ${argument(title.toUpperCase())}`,
      ...parts.flatMap((part, index) => partLines(part, parts[index - 1])),
    ]),
  ]
  return `${lines.join('\n')}\n`
}

function partLines(part: Part, before: Part | undefined): string[] {
  // A heading is a paragraph's beginning itself.
  const paragraph = before === undefined || before.kind === 'heading' ? [] : ['.PP']
  switch (part.kind) {
    case 'text':
      return [...paragraph, sentence(part.text)]
    case 'heading':
      return [`.SS ${argument(part.text)}`]
    case 'code':
      return [...paragraph, '.RS 4', '.nf', ...part.text.split('\n').map(codeLine), '.fi', '.RE']
    case 'steps':
      return part.items.flatMap((item, at) => [`.IP ${at + 1}. 4`, sentence(item)])
    case 'terms':
      return part.rows.flatMap(([term, texts]) => ['.TP', termLine(term), ...paragraphs(texts)])
    default:
      return part.rows.flatMap(([first = '', ...rest]) => ['.TP', inline(first), sentence(rest.join('; '))])
  }
}

/** Within a term: `.IP` keeps the indentation. */
function paragraphs(texts: readonly string[]): string[] {
  return texts.flatMap((each, index) => [...(index === 0 ? [] : ['.IP']), sentence(each)])
}

/** Names bold, what stands for a value slanted: `polling = SECONDS`. */
function termLine(term: string): string {
  return term
    .split(/(?<![\w.-])([A-Z]{2,}(?:[-_.:[\]]*[A-Z]+)*)(?![\w-])/)
    .map((piece, index) => (piece === '' ? '' : font(index % 2 === 1 ? 'I' : 'B', piece)))
    .join('')
}

/** A text with its literal words in bold. */
function inline(marked: string): string {
  return marked
    .split('`')
    .map((piece, index) => (index % 2 === 1 ? font('B', piece) : escape(piece, false)))
    .join('')
}

const font = (letter: 'B' | 'I', literal: string): string => `\\f${letter}${escape(literal)}\\fR`

// A request begins with "." or "'" at the beginning of a line.
const guard = (line: string): string => (/^[.']/.test(line) ? `\\&${line}` : line)
const sentence = (marked: string): string => guard(inline(marked))
const codeLine = (line: string): string => (line === '' ? '.sp' : guard(escape(line).replaceAll('\\ ', ' ')))
const argument = (words: string): string => `"${escape(words, false)}"`

const SIGNS: Readonly<Record<string, string>> = {
  '\\': '\\e',
  '"': '\\(dq',
  '`': '\\(ga',
  "'": '\\(aq',
  '^': '\\(ha',
  '~': '\\(ti',
  '→': '\\(->',
  '–': '\\(en',
  '≥': '\\(>=',
  '≤': '\\(<=',
  '…': '...',
}

// Neither are literal words broken over two lines, unless they are long.
const UNBROKEN = 50

/** Signs that roff would set as others: what is literal must be the same when it is copied from the screen. */
function escape(words: string, literal = true): string {
  const signs = words.replaceAll(/[\\"`'^~→–≥≤…]/g, (sign) => SIGNS[sign] ?? sign)
  if (!literal)
    return signs.replaceAll(/(?:^|\s)-|\S*[/_]\S*|[A-Z]+-[A-Z]+/g, (word) => word.replaceAll('-', '\\-'))
  const dashes = signs.replaceAll('-', '\\-')
  return words.length > UNBROKEN ? dashes : dashes.replaceAll(/(?<=\S) (?=\S)/g, '\\ ')
}
