type KeyOf<Union> = Union extends unknown ? keyof Union & string : never;

/**
 * A JSON pointer into the event: `/data/id`. Its first step has to be a field of the native event.
 * @see https://www.rfc-editor.org/rfc/rfc6901
 */
export type Pointer<Native> = `/${KeyOf<Native>}` | `/${KeyOf<Native>}/${string}`;

/** A header, in lower case: `header:x-acme-delivery`. */
export type HeaderPlace = `header:${string}`;

/** A parameter of the query: `query:data.id`. It is found if the URL has it once. */
export type QueryPlace = `query:${string}`;

/** A JSON pointer into the whole body, if an event is one element of a list: `body:/source`. */
export type BodyPlace = `body:/${string}`;

type Gap<Native> = Pointer<Native> | HeaderPlace | QueryPlace | BodyPlace;

/** What a gap of a template may take of its value: the host of a URL. */
type Filter = 'host';

/** Several places as one text: `{/type}.{/action}`. It is found if all of its gaps are. */
export type TemplatePlace<Native> = `${string}{${Gap<Native>}${'' | `|${Filter}`}}${string}`;

/** What a function may look at beside the event. What it reads of the headers is marked unless the signature covers it. */
export interface Surroundings {
  /** A header as text; undefined if it is absent or empty. */
  readonly header: (name: string) => string | undefined;
  /** The body that was verified. */
  readonly body: Uint8Array;
  readonly receivedAt: Date;
}

/** The escape hatch: finds what no pointer reaches. Pure. */
export type Finder<Native> = (native: Native, surroundings: Surroundings) => unknown;

/** Where something is: in the event, in a header, in the query, in a template of these, or where a function finds it. */
export type Place<Native> = Gap<Native> | TemplatePlace<Native> | Finder<Native>;

/** One place, or several, of which the first that holds something counts. */
export type Places<Native> = Place<Native> | readonly Place<Native>[];

/** The places as a list. */
export function placesIn<One>(places: One | readonly One[] | undefined): readonly One[] {
  if (places === undefined) return [];
  return isList(places) ? places : [places];
}

/** `Array.isArray` does not narrow lists that are read-only. */
function isList<One>(places: One | readonly One[]): places is readonly One[] {
  return Array.isArray(places);
}

/** A part of a text: what is always there, or a gap. */
export type TextPart = string | { readonly place: string; readonly filter: string | undefined };

const GAP = /^\{((?:header:|query:|body:)?[^{}|]+)(?:\|(\w+))?\}$/;

/** Places are written in code, so there are few. */
const known = new Map<string, readonly TextPart[]>();

/** Takes a text with gaps apart, once. A place by itself is one gap. */
export function partsOf(text: string): readonly TextPart[] {
  const parts = known.get(text) ?? readParts(text);
  known.set(text, parts);
  return parts;
}

function readParts(text: string): readonly TextPart[] {
  if (isPlace(text)) return [{ place: text, filter: undefined }];
  return text.split(/(\{[^{}]*\})/).flatMap((piece): readonly TextPart[] => {
    const [, place, filter] = GAP.exec(piece) ?? [];
    if (place !== undefined) return [{ place, filter }];
    return piece === '' ? [] : [piece];
  });
}

function isPlace(text: string): boolean {
  return (text.startsWith('/') && !text.startsWith('//')) || /^(?:header|query|body):/.test(text);
}

/** The host of a URL; undefined if the value is not a URL with one. */
export function hostIn(url: unknown): string | undefined {
  return typeof url === 'string' && URL.canParse(url) ? new URL(url).host || undefined : undefined;
}
