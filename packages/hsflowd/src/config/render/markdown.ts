import type { Page, Part } from '@host-sflow/agent-runtime/manual'

/** A page in Markdown, as GitHub shows it. */
export function toMarkdown({ name, summary, chapters }: Page): string {
  const parts = chapters.flatMap(({ title, parts: inner }) => [`## ${title}`, ...inner.map(partText)])
  return `${[`# ${name}`, `${sentenceCase(summary)}.`, ...parts].join('\n\n')}\n`
}

function partText(part: Part): string {
  switch (part.kind) {
    case 'text':
      return escape(part.text)
    case 'heading':
      return `### ${part.text}`
    case 'code':
      return `\`\`\`\n${part.text}\n\`\`\``
    case 'steps':
      return part.items.map((item, index) => `${index + 1}. ${escape(item)}`).join('\n')
    case 'terms':
      return part.rows.map(([term, texts]) => `- ${label(term)}: ${texts.map(escape).join(' ')}`).join('\n')
    default:
      return [part.head, part.head.map(() => '---'), ...part.rows.map((row) => row.map(cell))]
        .map((row) => `| ${row.join(' | ')} |`)
        .join('\n')
  }
}

/** What is typed, or else a word of prose. */
const label = (term: string): string => (/^[A-Z][a-z]/.test(term) ? `**${term}**` : `\`${term}\``)

const sentenceCase = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1)

/** Outside of literal words, signs that Markdown would take for its own. */
const escape = (marked: string): string =>
  marked
    .split('`')
    .map((piece, index) =>
      index % 2 === 1 ? `\`${piece}\`` : piece.replaceAll(/[\\*_<>[\]]/g, String.raw`\$&`),
    )
    .join('')

// A bar ends a cell, even in literal words.
const cell = (marked: string): string => escape(marked).replaceAll('|', String.raw`\|`)
