/** A command as a shell takes it. */
export const shellQuote = (command: readonly string[]): string => command.map(quoteWord).join(' ')

const quoteWord = (word: string): string =>
  /^[\w@%+:,./-][\w@%+:,./=-]*$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`
