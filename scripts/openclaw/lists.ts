/** Puts many items at the end of a list. As arguments of `push`, a hundred thousand of them would be too many for the stack. */
export function append<Item>(list: Item[], items: readonly Item[]): void {
  for (const item of items) list.push(item);
}

/** What a table has under a name that somebody wrote: `constructor` and `__proto__` are in none. */
export const lookUp = <Value>(table: Record<string, Value>, name: string): Value | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;
