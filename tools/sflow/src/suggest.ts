/** Optimal string alignment distance: insertions, deletions, replacements and swapped neighbours. */
function distance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)]
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1
      let best = Math.min(rows[i - 1]![j]! + 1, row[j - 1]! + 1, rows[i - 1]![j - 1]! + cost)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, rows[i - 2]![j - 2]! + 1)
      row.push(best)
    }
    rows.push(row)
  }
  return rows[a.length]![b.length]!
}

/** `; did you mean X?` for the nearest of `known`, or nothing when none is near. */
export function didYouMean(word: string, known: readonly string[]): string {
  const text = word.slice(0, 40).toLowerCase()
  const near = known
    .map((name) => ({ name, cost: name.startsWith(text) && text.length > 1 ? 0 : distance(text, name) }))
    .toSorted((a, b) => a.cost - b.cost)[0]
  return near !== undefined && near.cost <= Math.max(1, Math.floor(near.name.length / 3))
    ? `; did you mean ${near.name}?`
    : ''
}
