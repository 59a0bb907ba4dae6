/** No name is as long; the comparison takes time with the square of the length. */
const MAX_LENGTH = 64

/** The word that somebody may have meant, or undefined when none is near: for "did you mean". */
export function closest(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length > MAX_LENGTH) return undefined
  // One slip in three letters, and a word of which one letter is left is a guess.
  const limit = Math.max(1, Math.floor(word.length / 3))
  let best: string | undefined
  let least = limit + 1
  for (const candidate of candidates) {
    const slips = isBeginning(word, candidate) ? 1 : distance(word.toLowerCase(), candidate.toLowerCase())
    if (slips < least) {
      least = slips
      best = candidate
    }
  }
  return best
}

/** `--form` for `--format`: as good as one slip. */
function isBeginning(word: string, candidate: string): boolean {
  return word.length > 1 && word.length < candidate.length && candidate.startsWith(word)
}

/** Letters to insert, remove, replace or swap with their neighbour (optimal string alignment). */
function distance(a: string, b: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let slips = Math.min(row[j - 1]! + 1, last[j]! + 1, last[j - 1]! + (same ? 0 : 1))
      if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        slips = Math.min(slips, (beforeLast[j - 2] ?? Infinity) + 1)
      row.push(slips)
    }
    beforeLast = last
    last = row
  }
  return last[b.length]!
}
