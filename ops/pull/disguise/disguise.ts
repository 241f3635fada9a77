import { isJsonObject, parseJson } from '../../../functions/src/core/event/json.ts';
import type { PlatformEvent } from '../../../functions/src/core/event/platform-event.ts';
import { isAddress, isOwnData, snakeCase } from './fields.ts';
import {
  EMAILS,
  isId,
  isNamedByValue,
  isPersonalFact,
  kindOfNumber,
  kindOfText,
  TIME,
  type Kind,
  type Place,
} from './kinds.ts';
import { Pseudonyms } from './pseudonyms.ts';

/** A value that was replaced: where it was in the body, and what it was taken for. */
export interface Replaced {
  readonly path: string;
  readonly kind: Kind;
}

export interface Disguised {
  readonly envelope: PlatformEvent;
  readonly replaced: readonly Replaced[];
}

interface DisguiseOptions {
  /** Paths of the body that stay, with all that is below them: `data.object.metadata.plan`. */
  readonly keep?: readonly string[];
  readonly pseudonyms?: Pseudonyms;
}

/**
 * An event with what is somebody's replaced. The same value has the same pseudonym everywhere, types and shapes stay, and so do
 * words, amounts and times, by which sagas decide.
 */
export function disguised(envelope: PlatformEvent, options: DisguiseOptions = {}): Disguised {
  const { pseudonyms = new Pseudonyms() } = options;
  const known: Known = {
    ids: new Set([envelope.id, envelope.subject, envelope.occurrence].filter((id) => id !== undefined)),
    names: new Set(),
  };
  // What is an id in one place is one in all others, also in those before it.
  new Disguise(envelope.provider, pseudonyms, known, options.keep).of(envelope.data);
  const disguise = new Disguise(envelope.provider, pseudonyms, known, options.keep);
  const data = disguise.of(envelope.data);
  // Which request and which secret it was is of no use to a test.
  const { traceparent: _traceparent, secretversion: _secretversion, ...context } = envelope;
  const { id, subject, occurrence, source } = context;
  return {
    envelope: {
      ...context,
      id: pseudonyms.shaped(id),
      source: disguise.url(source),
      ...(subject !== undefined && { subject: disguise.mixed(subject) }),
      ...(occurrence !== undefined && { occurrence: pseudonyms.shaped(occurrence) }),
      data,
    },
    replaced: disguise.replaced,
  };
}

const TOP: Place = { key: '', isInAddress: false, isInPersonalFact: false, isInOwnData: false };
/** Parts of dates for which not every number will do. */
const DATE_PARTS: Readonly<Record<string, number>> = { exp_month: 12, exp_year: 2034, year: 1990, month: 1, day: 1 };
/** A part of a path that names a kind of thing, and nothing of anybody's. */
const PATH_WORD = /^(?:[a-z][a-z_-]{0,24}|v\d{1,2})$/;
/** The same in an address that is not of the web: `gid://shopify/Order/1`. */
const PATH_CLASS = /^[A-Za-z][A-Za-z_-]{0,24}$/;
const SHARED_LABELS = new Set(['www', 'api', 'app', 'hooks', 'files', 'checkout', 'invoice', 'pay', 'dashboard']);

/** Values that were found to be somebody's, wherever else they are. */
interface Known {
  readonly ids: Set<string>;
  /** Names, and ids that may be words. Only parts of paths are compared with them: somebody's name may be the name of a status. */
  readonly names: Set<string>;
}

class Disguise {
  readonly replaced: Replaced[] = [];
  readonly #provider: string;
  readonly #pseudonyms: Pseudonyms;
  readonly #known: Known;
  readonly #keep: readonly string[];

  constructor(provider: string, pseudonyms: Pseudonyms, known: Known, keep: readonly string[] = []) {
    this.#provider = provider.toLowerCase();
    this.#pseudonyms = pseudonyms;
    this.#known = known;
    this.#keep = keep;
  }

  of(body: unknown): unknown {
    return this.#value(body, '', TOP);
  }

  /** A text with all of its words and e-mail addresses replaced. */
  mixed(text: string): string {
    let from = 0;
    const parts: string[] = [];
    for (const { 0: address, index } of text.matchAll(EMAILS)) {
      parts.push(this.#pseudonyms.shaped(text.slice(from, index)), this.#pseudonyms.email(address));
      from = index + address.length;
    }
    return [...parts, this.#pseudonyms.shaped(text.slice(from))].join('');
  }

  url(text: string): string {
    const [start = '', scheme = '', host] = /^([a-z][a-z\d+.-]*:)?\/\/([^/?#]*)/i.exec(text) ?? [];
    const isWeb = /^(?:https?:)?$/i.test(scheme);
    const words = isWeb ? PATH_WORD : PATH_CLASS;
    const isKept = (part: string) => words.test(part) && !this.#known.names.has(part);
    const path = text.slice(start.length).replaceAll(/[^/?#&=]+/g, (part) => (isKept(part) ? part : this.mixed(part)));
    if (host === undefined) return path;
    return `${scheme}//${isWeb || host.includes('.') ? this.#host(host) : host}${path}`;
  }

  /** Hosts of the provider keep their domain. */
  #host(host: string): string {
    const labels = host
      .slice(host.lastIndexOf('@') + 1)
      .replace(/:\d+$/, '')
      .toLowerCase()
      .split('.');
    const domain = labels.slice(-2);
    if (!domain.join('.').includes(this.#provider)) return 'example.com';
    const own = labels.slice(0, -2).map((label) => (SHARED_LABELS.has(label) ? label : this.#pseudonyms.shaped(label)));
    return [...own, ...domain].join('.');
  }

  #value(value: unknown, path: string, place: Place): unknown {
    if (path !== '' && this.#keep.some((kept) => path === kept || path.startsWith(`${kept}.`))) return value;
    if (Array.isArray(value)) return value.map((element, index) => this.#value(element, join(path, index), place));
    if (isJsonObject(value)) return this.#object(value, path, place);
    if (typeof value === 'string') return this.#text(value, path, place);
    return typeof value === 'number' ? this.#number(value, path, place) : value;
  }

  #object(value: Readonly<Record<string, unknown>>, path: string, place: Place): unknown {
    const isInAddress = isAddress(place.key, Object.keys(value).map(snakeCase));
    const fields = Object.entries(value).map(([name, field]) => {
      const key = snakeCase(name);
      const inside: Place = {
        key,
        isInAddress,
        isInPersonalFact: place.isInPersonalFact || isPersonalFact(place.key),
        isInOwnData: place.isInOwnData || isOwnData(key),
      };
      const written = isNamedByValue(name) ? this.mixed(name) : name;
      return [written, this.#value(field, join(path, name), inside)] as const;
    });
    return Object.fromEntries(fields);
  }

  #text(text: string, path: string, place: Place): string {
    const inside = /^\s*[[{]/.test(text) ? parseJson(text) : undefined;
    if (inside !== undefined) return JSON.stringify(this.#value(inside, path, place));
    const kind = this.#known.ids.has(text) ? 'id' : kindOfText(text, place);
    if (kind === undefined) return text;
    const made = this.#replacement(kind, text);
    if (made !== text) this.#note(path, kind, text);
    return made;
  }

  #replacement(kind: Kind, text: string): string {
    if (kind === 'personal fact' && TIME.test(text)) return text.replace(/^\d{4}-\d\d-\d\d/, '1990-01-01');
    if (kind === 'URL') return this.url(text);
    if (kind === 'domain') return this.#host(text);
    if (kind === 'IP address') return this.#pseudonyms.ip(text);
    return kind === 'phone' && !text.includes('@') ? this.#pseudonyms.phone(text) : this.mixed(text);
  }

  #number(value: number, path: string, place: Place): number {
    const kind = this.#known.ids.has(String(value)) ? 'id' : kindOfNumber(value, place);
    if (kind === undefined) return value;
    this.#note(path, kind, String(value));
    if (kind !== 'id' && DATE_PARTS[place.key] !== undefined) return DATE_PARTS[place.key] ?? value;
    const made = Number(this.#pseudonyms.shaped(String(value)));
    return Number.isFinite(made) ? made : 0;
  }

  #note(path: string, kind: Kind, text: string): void {
    this.replaced.push({ path, kind });
    if (kind === 'id' && isId(text)) this.#known.ids.add(text);
    if (kind === 'name' || kind === 'id') for (const name of text.split('/')) this.#known.names.add(name);
  }
}

function join(path: string, name: string | number): string {
  return path === '' ? String(name) : `${path}.${name}`;
}
