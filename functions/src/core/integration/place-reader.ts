import { valueAt } from '../event/json-pointer.ts';
import { idIn } from '../event/json.ts';
import type { RawWebhook } from '../scheme/raw-webhook.ts';
import { queryOf } from '../scheme/signed-urls.ts';
import { headerOf } from '../scheme/verification.ts';
import { hostIn, partsOf, placesIn, type Finder, type Surroundings } from './place.ts';

/** What of a request a signature covers. */
export interface Coverage {
  readonly coversBody: boolean;
  coversHeader(name: string): boolean;
  coversQuery(name: string): boolean;
  /** Whether what is at a JSON pointer into the event is signed, even if the rest of the body is not. */
  coversPart(pointer: string): boolean;
}

/** What was found, and how far it can be trusted. */
export interface Found<Value> {
  readonly value: Value | undefined;
  /** Whether something that nobody signed decided what was found: a header, or the body if that is not signed. */
  readonly isUnsigned: boolean;
  /** Whether a header or a query that nobody signed did. */
  readonly isByHeader: boolean;
}

/** Where an event is read: what came with it, and what of that is signed. */
export interface ReadingContext {
  readonly request: RawWebhook;
  readonly coverage: Coverage;
  /** The whole body, parsed, for places that begin with `body:`. */
  body(): unknown;
}

/**
 * Reads the places of one event and notes on what each answer rests. A place that was looked at in vain counts, too:
 * whoever strips a header decides with that what is found instead.
 */
export class PlaceReader<Native> {
  readonly #native: Native;
  readonly #context: ReadingContext;
  #isUnsigned = false;
  #isByHeader = false;

  constructor(native: Native, context: ReadingContext) {
    this.#native = native;
    this.#context = context;
  }

  /** The first value of these places that can be read as what is wanted. */
  find<Value>(
    places: string | Finder<Native> | readonly (string | Finder<Native>)[] | undefined,
    read: (value: unknown) => Value | undefined,
    escape?: (text: string) => string,
  ): Found<Value> {
    this.#isUnsigned = false;
    this.#isByHeader = false;
    let value: Value | undefined;
    for (const place of placesIn(places)) {
      value = read(typeof place === 'string' ? this.#filled(place, escape) : this.#foundBy(place));
      if (value !== undefined) break;
    }
    return { value, isUnsigned: this.#isUnsigned, isByHeader: this.#isByHeader };
  }

  #foundBy(finder: Finder<Native>): unknown {
    const { request, coverage } = this.#context;
    this.#isUnsigned ||= !coverage.coversBody;
    const surroundings: Surroundings = {
      header: (name) => this.#header(name),
      body: request.rawBody,
      receivedAt: request.receivedAt,
    };
    return finder(this.#native, surroundings);
  }

  /** The value at a place; the text of a template, or undefined if one of its gaps is empty. */
  #filled(text: string, escape = (part: string) => part): unknown {
    const parts = partsOf(text);
    const [only] = parts;
    if (parts.length === 1 && typeof only === 'object' && only.filter === undefined) return this.#at(only.place);
    const filled = parts.map((part) => {
      if (typeof part === 'string') return part;
      const value = this.#at(part.place);
      if (part.filter === 'host') return hostIn(value);
      const id = idIn(value);
      return id === undefined ? undefined : escape(id);
    });
    return filled.every((part) => part !== undefined) ? filled.join('') : undefined;
  }

  #at(place: string): unknown {
    if (place.startsWith('header:')) return this.#header(place.slice('header:'.length));
    if (place.startsWith('query:')) return this.#parameter(place.slice('query:'.length));
    const { coverage } = this.#context;
    this.#isUnsigned ||= !coverage.coversBody && !coverage.coversPart(place);
    return place.startsWith('body:')
      ? valueAt(this.#context.body(), place.slice('body:'.length))
      : valueAt(this.#native, place);
  }

  #parameter(name: string): string | undefined {
    this.#note(this.#context.coverage.coversQuery(name));
    const [value, ...others] = new URLSearchParams(queryOf(this.#context.request.url)).getAll(name);
    return value !== '' && others.length === 0 ? value : undefined;
  }

  #header(name: string): string | undefined {
    this.#note(this.#context.coverage.coversHeader(name));
    return headerOf(this.#context.request, name);
  }

  /** Notes whether something beside the body was signed. */
  #note(isCovered: boolean): void {
    this.#isUnsigned ||= !isCovered;
    this.#isByHeader ||= !isCovered;
  }
}
