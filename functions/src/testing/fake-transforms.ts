/** A value as Firestore's REST interface spells it. */
interface FieldValue {
  readonly integerValue?: string;
  readonly doubleValue?: number;
  readonly mapValue?: { readonly fields?: Fields };
}

export type Fields = Readonly<Record<string, FieldValue>>;

/** What a write does to the fields of a document, beside its name. */
export interface FieldsWrite {
  readonly update: { readonly fields: Fields };
  readonly updateMask?: { readonly fieldPaths: readonly string[] };
  readonly updateTransforms?: readonly { readonly fieldPath: string; readonly increment: FieldValue }[];
}

/**
 * The fields of a document after a write: the whole of it, or only those of its mask, and then its transforms.
 * @see https://cloud.google.com/firestore/docs/reference/rest/v1/Write
 */
export function fieldsAfter({ update, updateMask, updateTransforms = [] }: FieldsWrite, before: Fields = {}): Fields {
  let fields = updateMask === undefined ? update.fields : before;
  for (const printed of updateMask?.fieldPaths ?? []) {
    const path = namesIn(printed);
    fields = withField(fields, path, fieldAt(update.fields, path));
  }
  for (const { fieldPath, increment } of updateTransforms) {
    const path = namesIn(fieldPath);
    fields = withField(fields, path, sum(fieldAt(fields, path), increment));
  }
  return fields;
}

/** The names in a path, each in quotes. */
function namesIn(printed: string): readonly string[] {
  return Array.from(printed.matchAll(/`((?:[^`\\]|\\.)*)`/g), ([, name = '']) => name.replaceAll(/\\(.)/g, '$1'));
}

function fieldAt(fields: Fields, [name = '', ...rest]: readonly string[]): FieldValue | undefined {
  const value = fields[name];
  return rest.length === 0 ? value : fieldAt(value?.mapValue?.fields ?? {}, rest);
}

function withField(fields: Fields, [name = '', ...rest]: readonly string[], value: FieldValue | undefined): Fields {
  const inner =
    rest.length === 0 ? value : { mapValue: { fields: withField(fields[name]?.mapValue?.fields ?? {}, rest, value) } };
  const { [name]: _before, ...others } = fields;
  return inner === undefined ? others : { ...others, [name]: inner };
}

/** What is not a number counts as nothing. */
function sum(value: FieldValue | undefined, by: FieldValue): FieldValue {
  const total = numberIn(value) + numberIn(by);
  const isDouble = value?.doubleValue !== undefined || by.doubleValue !== undefined;
  return isDouble ? { doubleValue: total } : { integerValue: String(total) };
}

function numberIn(value: FieldValue | undefined): number {
  return Number(value?.integerValue ?? value?.doubleValue ?? 0);
}
