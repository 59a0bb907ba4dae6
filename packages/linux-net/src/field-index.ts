/** Where each name stands in a list, for reading rows of numbers by name. */
export function fieldIndex<Field extends string>(fields: readonly Field[]): Readonly<Record<Field, number>> {
  return Object.fromEntries(fields.map((field, index) => [field, index])) as Record<Field, number>
}
