/**
 * The names in the value of a setting, with commas between them.
 * @param form What each has to look like.
 * @param otherwise What to say of one that does not, after it: `is not a shop; write its domain`.
 * @throws {Error} for the first that does not.
 */
export function namesIn(text: string, form: RegExp, otherwise: string): readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  const odd = names.find((name) => !form.test(name));
  if (odd === undefined) return names;
  throw new Error(`"${odd}" ${otherwise}`);
}
