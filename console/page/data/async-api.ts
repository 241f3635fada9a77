/** A topic, as an AsyncAPI 3 document describes it. */
export interface Channel {
  readonly name: string;
  readonly title: string;
  readonly address: string;
  readonly description?: string;
  readonly messages: readonly Message[];
}

export interface Message {
  readonly name: string;
  readonly title: string;
  readonly summary?: string;
  readonly contentType: string;
  /** Address of the provider's own documentation. */
  readonly documentation?: string;
  /** Attributes of the Pub/Sub message. */
  readonly headers: readonly Property[];
  /** Fields of its data. */
  readonly payload: readonly Property[];
}

/** A field of a JSON Schema. */
export interface Property {
  readonly name: string;
  /** `string`, `string, date-time`, `"1.0"` */
  readonly type: string;
  readonly isRequired: boolean;
  readonly description: string;
}

type Json = Readonly<Record<string, unknown>>;

/** Lists the topics of an AsyncAPI 3 document with what their messages look like; references within it are followed. */
export function channelsIn(document: unknown): Channel[] {
  const root = objectOf(document);
  const defaultType = textOf(root['defaultContentType']) ?? 'application/json';
  return Object.entries(objectOf(root['channels'])).map(([name, value]) => {
    const channel = resolved(root, value);
    const description = textOf(channel['description']) ?? textOf(channel['summary']);
    return {
      name,
      title: textOf(channel['title']) ?? name,
      address: textOf(channel['address']) ?? name,
      ...(description !== undefined && { description }),
      messages: Object.entries(objectOf(channel['messages'])).map(([key, message]) =>
        messageOf(key, resolved(root, message), root, defaultType),
      ),
    };
  });
}

function messageOf(key: string, message: Json, root: Json, defaultType: string): Message {
  const name = textOf(message['name']) ?? key;
  const summary = textOf(message['summary']) ?? textOf(message['description']);
  const documentation = webAddressOf(resolved(root, message['externalDocs'])['url']);
  return {
    name,
    title: textOf(message['title']) ?? name,
    contentType: textOf(message['contentType']) ?? defaultType,
    ...(summary !== undefined && { summary }),
    ...(documentation !== undefined && { documentation }),
    headers: propertiesOf(root, message['headers']),
    payload: propertiesOf(root, message['payload']),
  };
}

/** The fields of a schema, and of all that it is made of; later statements about a field are added to it. */
function propertiesOf(root: Json, value: unknown, depth = 0): readonly Property[] {
  const schema = resolved(root, value);
  const parts: readonly unknown[] = Array.isArray(schema['allOf']) ? schema['allOf'] : [];
  const required: readonly unknown[] = Array.isArray(schema['required']) ? schema['required'] : [];
  const own = Object.entries(objectOf(schema['properties'])).map(([name, about]): Property => {
    const field = resolved(root, about);
    return {
      name,
      type: typeOf(field),
      isRequired: required.includes(name),
      description: textOf(field['description']) ?? '',
    };
  });
  const inherited = depth > 8 ? [] : parts.flatMap((part) => propertiesOf(root, part, depth + 1));
  const merged = new Map<string, Property>();
  for (const { name, type, isRequired, description } of [...inherited, ...own]) {
    const before = merged.get(name);
    merged.set(name, {
      name,
      type: type || (before?.type ?? ''),
      isRequired: isRequired || before?.isRequired === true,
      description: description || (before?.description ?? ''),
    });
  }
  return [...merged.values()];
}

function typeOf(field: Json): string {
  if (field['const'] !== undefined) return JSON.stringify(field['const']);
  return [textOf(field['type']), textOf(field['format'])].filter((word) => word !== undefined).join(', ');
}

/** What a value refers to, if it is a reference into the same document; else the value. */
function resolved(root: Json, value: unknown): Json {
  let found = objectOf(value);
  for (let hops = 0; hops < 8; hops++) {
    const reference = textOf(found['$ref']);
    if (reference === undefined || !reference.startsWith('#/')) return found;
    const names = reference.slice(2).split('/');
    const target = names.reduce<unknown>(
      (at, part) => objectOf(at)[decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~')],
      root,
    );
    found = objectOf(target);
  }
  return found;
}

function objectOf(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** A link may lead to the web, nowhere else. */
function webAddressOf(value: unknown): string | undefined {
  const text = textOf(value);
  return text !== undefined && /^https?:\/\//.test(text) ? text : undefined;
}
