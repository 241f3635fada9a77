import type { RawWebhook } from './raw-webhook.ts';
import { badSignature, headerOf, requireHeader } from './verification.ts';
import { headerFormOf, readHeader, type HeaderForm, type Read } from './header-form.ts';
import type { HeaderForms } from './scheme.ts';

/** The headers of a scheme, read once. */
export class SchemeHeaders {
  readonly #forms: readonly (readonly [name: string, form: HeaderForm])[];
  /** Names of the headers that hold the proof itself. One of several is enough. */
  readonly #bearing: readonly string[];

  constructor(headers: HeaderForms) {
    this.#forms = Object.entries(headers).map(([name, form]) => [name, headerFormOf(form)]);
    this.#bearing = this.#forms.filter(([, form]) => bearsProof(form)).map(([name]) => name);
  }

  /** The header that holds a gap, for messages: `header x-acme-timestamp`. */
  holderOf(gap: string): string {
    const [holder] = this.#forms.filter(([, { items }]) => items.some((item) => item.gap?.name === gap));
    return `header ${holder?.[0] ?? gap}`;
  }

  /** Whether a request carries every header of the scheme. */
  areIn(request: RawWebhook): boolean {
    return this.#forms.every(([name]) => headerOf(request, name) !== undefined);
  }

  /**
   * What the headers of a request hold, by gap: once, or once for each group of items that a header holds. A request
   * proves itself by any one of them.
   * @throws {IntegrationError} `bad-webhook-request` if a header is missing, `bad-signature` if it has another form.
   */
  read(provider: string, request: RawWebhook): readonly [Read, ...Read[]] {
    let reads: readonly Read[] = [new Map()];
    for (const [name, form] of this.#forms) {
      const value = this.#mayMiss(request, name) ? headerOf(request, name) : requireHeader(provider, request, name);
      if (value === undefined) continue;
      const held = readHeader(form, value);
      reads = reads.flatMap((read) => held.map((more) => merged(read, more)));
    }
    const [first, ...others] = reads;
    if (first === undefined) throw badSignature(provider);
    return [first, ...others];
  }

  /** Of several headers that hold a signature one is enough; if none is there, the first is the one to name. */
  #mayMiss(request: RawWebhook, name: string): boolean {
    if (!this.#bearing.includes(name) || this.#bearing.length === 1) return false;
    const isAnyThere = this.#bearing.some((other) => headerOf(request, other) !== undefined);
    return isAnyThere || name !== this.#bearing[0];
  }
}

function merged(read: Read, more: Read): Read {
  const all = new Map(read);
  for (const [gap, values] of more) all.set(gap, [...(all.get(gap) ?? []), ...values]);
  return all;
}

/** Whether a form holds what proves the request. */
export function bearsProof({ items }: HeaderForm): boolean {
  return items.some(({ gap }) => gap?.name === 'signature' || gap?.name === 'token' || gap?.name === 'secret');
}

/** The one value of a gap; of several the last, which is what the signature is checked with. */
export function valueIn(read: Read, gap: string): string | undefined {
  return read.get(gap)?.at(-1);
}
