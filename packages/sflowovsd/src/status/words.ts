const MOST_NAMES = 20

/** `3: "br0", "br 1"`: any text may be a name. `count`: of all, where not all are named. */
export function bridgeNames(bridges: readonly { readonly name: string }[], count = bridges.length): string {
  if (count === 0) return 'none'
  const names = bridges.slice(0, MOST_NAMES).map(({ name }) => JSON.stringify(name))
  const more = count - names.length
  return `${count}: ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

/** How rows are made. */
export const strategyWords = (strategy: string | undefined): string =>
  strategy === 'create-first' ? 'rows are made first, without --id' : 'rows are made with --id'
