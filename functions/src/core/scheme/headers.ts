import type { IntegrationError } from '../event/errors.ts';
import { headerFormOf, readHeader, type HeaderForm, type Item, type Read } from './header-form.ts';
import type { RawWebhook } from './raw-webhook.ts';
import type { HeaderForms } from './scheme.ts';
import { UNITS, type TimeUnit } from './signed-time.ts';
import { headerOf, requireHeader, unreadable } from './verification.ts';

/** The headers of a scheme, read once. */
export class SchemeHeaders {
  readonly #forms: readonly (readonly [name: string, form: HeaderForm])[];
  /** Names of the headers that hold the proof itself. One of several is enough. */
  readonly #bearing: readonly string[];
  readonly #unit: TimeUnit | undefined;

  constructor(headers: HeaderForms, unit?: TimeUnit) {
    this.#forms = Object.entries(headers).map(([name, form]) => [name, headerFormOf(form)]);
    this.#bearing = this.#forms.filter(([, form]) => bearsProof(form)).map(([name]) => name);
    this.#unit = unit;
  }

  /** The location of a gap, for messages: `header stripe-signature`, `t= in Unix seconds`. */
  describe(gap: string): { readonly place: string; readonly part: string } {
    for (const [name, { items }] of this.#forms) {
      const item = items.find((one) => one.gap?.name === gap);
      if (item !== undefined) return { place: `header ${name}`, part: this.#partOf(item) };
    }
    return { place: 'header', part: gap };
  }

  /** The error of a request whose header does not hold a gap in the scheme's form. */
  unreadable(provider: string, gap: string): IntegrationError {
    const { place, part } = this.describe(gap);
    return unreadable(provider, place, part);
  }

  /** Whether a request carries every header of the scheme. */
  areIn(request: RawWebhook): boolean {
    return this.#forms.every(([name]) => headerOf(request, name) !== undefined);
  }

  /** Whether a request carries a header that holds the proof itself. */
  bearsProof(request: RawWebhook): boolean {
    return this.#bearing.some((name) => headerOf(request, name) !== undefined);
  }

  /** What the headers of a request hold of a gap, whether or not the request is authentic. */
  valueOf(request: RawWebhook, gap: string): string | undefined {
    for (const [name, form] of this.#forms) {
      const { reads } = readHeader(form, headerOf(request, name) ?? '');
      const [value] = reads.flatMap((read) => valueIn(read, gap) ?? []);
      if (value !== undefined) return value;
    }
    return undefined;
  }

  /**
   * What the headers of a request hold, by gap: once, or once for each group of items that a header holds. A request
   * proves itself by any one of them.
   * @throws {IntegrationError} `bad-webhook-request` if a header is missing, `bad-signature` if it has another form.
   */
  read(provider: string, request: RawWebhook): readonly [Read, ...Read[]] {
    let found: readonly [Read, ...Read[]] = [new Map()];
    for (const [name, form] of this.#forms) {
      const value = this.#mayMiss(request, name) ? headerOf(request, name) : requireHeader(provider, request, name);
      if (value === undefined) continue;
      const { reads, failed } = readHeader(form, value);
      const [first, ...others] = found.flatMap((read) => reads.map((more) => merged(read, more)));
      if (first === undefined) throw unreadable(provider, `header ${name}`, this.#partOf(failed ?? form.items[0]));
      found = [first, ...others];
    }
    return found;
  }

  /** If several headers hold a signature, one is enough; if none is there, the first is the one to name. */
  #mayMiss(request: RawWebhook, name: string): boolean {
    if (!this.#bearing.includes(name) || this.#bearing.length === 1) return false;
    const isAnyThere = this.#bearing.some((other) => headerOf(request, other) !== undefined);
    return isAnyThere || name !== this.#bearing[0];
  }

  #partOf(item: Item | undefined): string {
    const before = item?.before.trim();
    const written = item?.gap?.name === 'timestamp' ? ` in ${UNITS[this.#unit ?? 'seconds']}` : '';
    if (written !== '') return `${before || 'time'}${written}`;
    return before || (item?.gap?.name ?? 'value');
  }
}

function merged(read: Read, more: Read): Read {
  const all = new Map(read);
  for (const [gap, values] of more) all.set(gap, [...(all.get(gap) ?? []), ...values]);
  return all;
}

/** The headers that hold what proves the request; if none is known to, all of them. */
export function bearingHeaders(headers: HeaderForms): readonly string[] {
  const names = Object.keys(headers);
  const bearing = names.filter((name) => bearsProof(headerFormOf(headers[name] ?? '')));
  return bearing.length > 0 ? bearing : names;
}

/** Whether a form holds what proves the request. */
function bearsProof({ items }: HeaderForm): boolean {
  return items.some(({ gap }) => gap?.name === 'signature' || gap?.name === 'token' || gap?.name === 'secret');
}

/** The one value of a gap; of several the last, which is what the signature is checked with. */
export function valueIn(read: Read, gap: string): string | undefined {
  return read.get(gap)?.at(-1);
}
