import type { ApiAnswer } from '../logic/api-request.ts';
import { basicAuth } from '../logic/basic-auth.ts';
import { valueAt } from '../event/json-pointer.ts';
import { objectsAt, textAt, urlWith } from '../recover/answers.ts';
import type { Health, Subscribed } from './registrar.ts';
import type { ChangeCall, RegistrationApi } from './registration-api.ts';

/** Whatever is registered: no provider allows as many webhooks as these pages hold. */
const MOST_PAGES = 500;

/** The text that marks a webhook as ours where a provider has a name or a description for it. */
export const MARK = 'integration-service';

type Parameters = Readonly<Record<string, string | number | undefined>>;

/** A provider's REST API, asked with one key. Paths begin with a slash. */
export class RestCalls {
  readonly #api: RegistrationApi;
  readonly #url: string;
  readonly #headers: Readonly<Record<string, string>>;

  constructor(api: RegistrationApi, url: string, headers: Readonly<Record<string, string>>) {
    this.#api = api;
    this.#url = url;
    this.#headers = headers;
  }

  /** @returns the answer's JSON. */
  async get(path: string, parameters: Parameters = {}): Promise<unknown> {
    return (await this.ask(path, parameters)).json;
  }

  /** @returns the whole answer, if its headers say where the next page is. */
  ask(path: string, parameters: Parameters = {}): Promise<ApiAnswer> {
    return this.#api.ask(urlWith(`${this.#url}${path}`, parameters), { headers: this.#headers });
  }

  /** @returns the answer's JSON. */
  async send(method: ChangeCall['method'], path: string, body?: object): Promise<unknown> {
    const call: ChangeCall = { method, headers: this.#headers, ...(body !== undefined && { body }) };
    return (await this.#api.change(`${this.#url}${path}`, call)).json;
  }

  /** As {@link send}, in the form that the API takes. */
  async sendAs(
    method: ChangeCall['method'],
    path: string,
    form: Pick<ChangeCall, 'form' | 'multipart'>,
  ): Promise<unknown> {
    return (await this.#api.change(`${this.#url}${path}`, { method, headers: this.#headers, ...form })).json;
  }

  /** Removes something. If it is gone, nothing happens. */
  drop(path: string): Promise<void> {
    return this.#api.drop(`${this.#url}${path}`, { headers: this.#headers });
  }
}

/** What an API key is sent as. */
export function bearer(key: string): Readonly<Record<string, string>> {
  return { authorization: `Bearer ${key}` };
}

/** A name and a password with a colon between them, as they are sent. None of their forms is shown. */
export function basic(api: RegistrationApi, credentials: string): Readonly<Record<string, string>> {
  const headers = basicAuth(credentials);
  api.hide(headers.authorization.slice('Basic '.length));
  api.hide(credentials.slice(credentials.indexOf(':') + 1));
  return headers;
}

/** One page of a list, and the cursor of the next. */
export interface Page {
  readonly json: unknown;
  readonly next: string | undefined;
}

/** The objects of every page of a list. @param pointer Where a page holds them. */
export async function everyObject(
  pointer: string,
  page: (cursor: string | undefined) => Promise<Page>,
): Promise<readonly Record<string, unknown>[]> {
  const found: Record<string, unknown>[] = [];
  let cursor: string | undefined;
  for (let count = 0; count < MOST_PAGES; count++) {
    const { json, next } = await page(cursor);
    found.push(...objectsAt(json, pointer));
    if (next === undefined || next === cursor) return found;
    cursor = next;
  }
  throw new Error(`The list of webhooks has more than ${MOST_PAGES} pages: its cursors lead in a circle.`);
}

/** How far back deliveries are counted. */
export const HEALTH_MS = 3 * 24 * 60 * 60_000;

/** What the times of failed deliveries say. */
export function healthOf(failures: readonly Date[], of?: number): Health {
  const last = failures.reduce((latest, at) => Math.max(latest, at.getTime()), 0);
  return { failed: failures.length, ...(of !== undefined && { of }), ...(last > 0 && { lastFailure: new Date(last) }) };
}

/** The names to ask an API without a wildcard for; the engine has named every type then. */
export function namesOf(types: Subscribed): readonly string[] {
  if (types !== 'all') return types;
  throw new TypeError('Every type has to be named: ask for what "available" lists.');
}

/** An id that the provider gave, as a part of a path. */
export function pathTo(id: string): string {
  return `/${encodeURIComponent(id)}`;
}

/**
 * A text that the answer has to hold.
 * @throws {Error} with the sentence if it does not: a `TypeError` stands for a connection that broke.
 */
export function toldAt(value: unknown, pointer: string, otherwise: string): string {
  const text = textAt(value, pointer);
  if (text !== undefined) return text;
  throw new Error(otherwise);
}

/** The id of an object that the provider answered. @throws {Error} if it has none, so that nothing else is changed. */
export function idAt(value: unknown, pointer: string): string {
  return toldAt(value, pointer, 'The answer holds no id of the webhook.');
}

/** The secret in an answer that has to hold it. @throws {Error} */
export function secretAt(value: unknown, pointer: string): string {
  return toldAt(value, pointer, 'The answer holds no secret of the webhook.');
}

/** The cursor of APIs that page by the id of the last object. @param hasMore Where a page says whether there are more. */
export function lastIdIn(json: unknown, hasMore: string): string | undefined {
  return valueAt(json, hasMore) === true ? textAt(objectsAt(json, '/data').at(-1), '/id') : undefined;
}
