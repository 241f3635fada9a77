import { IntegrationError } from '../event/errors.ts';
import { isJsonObject, isText, parseJson } from '../event/json.ts';
import { titleOf } from '../event/names.ts';

/** The fields of a form. */
export type FormFields = Readonly<Record<string, string | readonly string[]>>;

/** A request to a provider's API. */
export interface ApiCall {
  /** Default: POST with a body or a form, otherwise GET. */
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: object;
  /** Sent as a form. A list repeats its field. */
  readonly form?: FormFields;
  /** The same for an API that takes a form in parts alone: `multipart/form-data`. */
  readonly multipart?: FormFields;
}

/** An answer of a provider's API. */
export interface ApiAnswer {
  readonly text: string;
  /** The text as JSON; whole numbers beyond 2^53 are texts. */
  readonly json: unknown;
  readonly headers: Headers;
}

/** A provider's API refused a request. */
export class ApiRefusal extends Error {
  override readonly name = 'ApiRefusal';
  readonly status: number;
  readonly headers: Headers;
  /** What the provider says of the reason, if it is recognized. It may repeat what was sent, so the message leaves it out. */
  readonly said: string | undefined;

  constructor(provider: string, url: URL, { status, headers, json }: Refused) {
    super(`${titleOf(provider)} answered ${status} to ${url.pathname}${REMEDIES.get(status) ?? ''}.`);
    this.status = status;
    this.headers = headers;
    this.said = reasonIn(json);
  }
}

interface Refused {
  readonly status: number;
  readonly headers: Headers;
  readonly json: unknown;
}

const LONGEST_REASON = 200;

/** The reason in an answer of the forms that are common: `message`, `error`, `errors`, `detail`. */
function reasonIn(json: unknown): string | undefined {
  if (isText(json)) return json.replaceAll(/\s+/g, ' ').slice(0, LONGEST_REASON);
  if (Array.isArray(json)) return json.map(reasonIn).find((reason) => reason !== undefined);
  if (!isJsonObject(json)) return undefined;
  const parts = ['message', 'errors', 'error', 'detail', 'title'].map((name) => reasonIn(json[name]));
  return parts.find((reason) => reason !== undefined);
}

const REMEDIES = new Map([
  [401, ': check the API key'],
  [403, ': the API key may not do this; give it the permission that the README names'],
  [404, ': check the settings that the README names'],
]);

/** How a request is made; tests replace `fetch`. */
interface Asking {
  readonly signal: AbortSignal;
  readonly fetch?: typeof globalThis.fetch;
}

/**
 * Asks a provider's API for JSON, once.
 * @throws {ApiRefusal} if the answer is not a 2xx. @throws {IntegrationError} `bad-config` if the local stand-in has no answer.
 */
export async function askApi(
  provider: string,
  target: URL,
  { method, headers, body, form, multipart }: ApiCall,
  { signal, fetch = globalThis.fetch }: Asking,
): Promise<ApiAnswer> {
  const answer = await fetch(target, {
    ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
    ...(form !== undefined && { method: 'POST', body: filled(new URLSearchParams(), form) }),
    ...(multipart !== undefined && { method: 'POST', body: filled(new FormData(), multipart) }),
    ...(method !== undefined && { method }),
    headers: {
      accept: 'application/json',
      'user-agent': 'integration-service',
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    // A redirect would take the key elsewhere.
    redirect: 'error',
    signal,
  });
  const text = await answer.text();
  const json = parseJson(text);
  if (answer.ok) return { text, json, headers: answer.headers };
  const refusal = new ApiRefusal(provider, target, { status: answer.status, headers: answer.headers, json });
  throw asKeyless(provider, isJsonObject(json) && isJsonObject(json['error']) ? json['error'] : {}) ?? refusal;
}

function filled<Form extends URLSearchParams | FormData>(form: Form, fields: FormFields): Form {
  for (const [name, value] of Object.entries(fields)) for (const one of [value].flat()) form.append(name, one);
  return form;
}

/** What the local stand-in for a provider's API calls the lack of an answer. */
export const NO_LOCAL_ANSWER = 'no_local_answer';

/**
 * The error of an API key that is not set, if the local stand-in for a provider's API had no answer: no sample has brought one.
 * @param error What the API or the provider's SDK says.
 */
export function asKeyless(provider: string, error: object): IntegrationError | undefined {
  if (!('code' in error) || error.code !== NO_LOCAL_ANSWER) return undefined;
  const message = 'message' in error ? String(error.message) : 'Set the API key.';
  return new IntegrationError(provider, 'bad-config', message);
}
