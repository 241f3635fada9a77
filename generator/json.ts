/** What JSON can hold. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** printWidth of .oxfmtrc.json. */
const WIDTH = 120;

/** Prints JSON the way the project's formatter does: objects a line for each field, lists on one line where they fit. */
export function printJson(value: Json): string {
  return `${printed(value, '', 0)}\n`;
}

/** @param before How much of the line is used by what stands before the value. */
function printed(value: Json, indent: string, before: number): string {
  if (isList(value)) return printedList(value, indent, before);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const inner = `${indent}  `;
  const fields = Object.entries(value).map(([key, field]) => {
    const name = `${JSON.stringify(key)}: `;
    return `${inner}${name}${printed(field, inner, inner.length + name.length)}`;
  });
  return fields.length === 0 ? '{}' : `{\n${fields.join(',\n')}\n${indent}}`;
}

function printedList(list: readonly Json[], indent: string, before: number): string {
  const line = `[${list.map((item) => JSON.stringify(item)).join(', ')}]`;
  const isFlat = list.every((item) => typeof item !== 'object' || item === null);
  // The comma behind it counts.
  if (isFlat && before + line.length + 1 <= WIDTH) return line;
  const inner = `${indent}  `;
  return `[\n${list.map((item) => inner + printed(item, inner, inner.length)).join(',\n')}\n${indent}]`;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
