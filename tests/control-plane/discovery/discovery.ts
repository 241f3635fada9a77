/** A field's type: a scalar, the name of a schema of the same API, or a structure of such. */
export type FieldType =
  | string
  | { readonly list: FieldType }
  | { readonly map: FieldType }
  | { readonly fields: Readonly<Record<string, FieldType>> };

export const SCALARS: ReadonlySet<string> = new Set(['string', 'number', 'boolean', 'any']);

export type Schema = Readonly<Record<string, FieldType>>;

/** One method of Google's REST interfaces, as its discovery document describes it. */
export interface Method {
  readonly verb: string;
  readonly host: string;
  /** A URL template: `{name}` stands for one segment, `{+name}` for a resource name. */
  readonly path: string;
  readonly query: Schema;
  /** The schema of the request body. */
  readonly request?: string;
  /** The schema of the answer. */
  readonly response?: string;
}

/** What the repository keeps of the discovery documents. `extract.ts` writes it. */
export interface Discovery {
  /** `googleapis@<version>` */
  readonly source: string;
  /** By id: `<api>.<version>.<resources>.<method>`, such as `pubsub.v1.projects.topics.publish`. */
  readonly methods: Readonly<Record<string, Method>>;
  /** Schemas by API, `pubsub.v1`, then by name. */
  readonly schemas: Readonly<Record<string, Readonly<Record<string, Schema>>>>;
}

/** The API of a method: `pubsub.v1` for `pubsub.v1.projects.topics.publish`. */
export function apiOf(methodId: string): string {
  return methodId.split('.').slice(0, 2).join('.');
}

/** The schemas that a type names, itself or in what it is made of. */
export function schemasIn(type: FieldType): readonly string[] {
  if (typeof type === 'string') return SCALARS.has(type) ? [] : [type];
  if ('list' in type) return schemasIn(type.list);
  if ('map' in type) return schemasIn(type.map);
  return Object.values(type.fields).flatMap(schemasIn);
}
