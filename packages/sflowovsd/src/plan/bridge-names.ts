/** Of a name; those of Linux devices have at most 15. */
const MOST_CHARACTERS = 64
const MOST_NAMES = 5

/** Any text may be a name, of any length. */
export const cutName = (name: string): string =>
  name.length > MOST_CHARACTERS ? `${name.slice(0, MOST_CHARACTERS)}...` : name

/** As JSON. */
export const quotedName = (name: string): string => JSON.stringify(cutName(name))

/** The first names of many, and how many there are besides. Tables have no order: the same names are the same text. */
export function firstNames(names: readonly string[], as: (name: string) => string): string {
  const more = names.length - MOST_NAMES
  return [...names.toSorted().slice(0, MOST_NAMES).map(as), ...(more > 0 ? [`${more} more`] : [])].join(', ')
}
