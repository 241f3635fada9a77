import type { Scheme, SignedTime, SingleScheme } from '../../functions/src/core/scheme/scheme.ts';
import { signedHeaders, type KeyPair } from '../../functions/src/core/scheme/sign.ts';
import type { RawWebhook } from '../../functions/src/core/scheme/raw-webhook.ts';
import { bodyOf, type Moments } from './bodies.ts';
import { Choices, type Feature } from './choices.ts';
import { withDecoys } from './decoys.ts';
import { secretsFor } from './keys.ts';
import { NAME_HEADERS, placesOf, type GeneratedPlaces } from './places.ts';
import { isSigned, schemeOf, type ChosenScheme } from './schemes.ts';
import { headerText, writtenTime } from './values.ts';

const REGISTERED_URL = 'https://hooks.example.com/acme';

/** An authentic request with everything that was chosen for it. */
export interface Case extends ChosenScheme {
  readonly seed: number;
  readonly choices: Choices;
  readonly places: GeneratedPlaces;
  /** The secret that signs, and another of its kind. */
  readonly keys: readonly [KeyPair, KeyPair];
  /** What is configured, newest first. */
  readonly configured: readonly string[];
  readonly toleranceSeconds: number | undefined;
  readonly limits: Limits;
  readonly moments: Moments;
  readonly body: Buffer;
  readonly receivedAt: Date;
  readonly signedAt: Date;
  readonly id: string;
  /** Headers beside those of the scheme. */
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly request: RawWebhook;
}

/** How many seconds before and after the arrival a request may be signed; undefined if no time limits it. */
export interface Limits {
  readonly past: number | undefined;
  readonly future: number | undefined;
}

/** Generates the authentic request of a seed. */
export function caseOf(seed: number, without: readonly Feature[] = []): Case {
  const choices = new Choices(seed, without);
  const random = choices.of('request');
  const chosen = schemeOf(choices);
  const places = placesOf(choices, chosen.coveredHeaders);
  const keys = secretsFor(chosen.chosen, random);
  const toleranceSeconds = choices.has('tolerance', 0.15) ? choices.of('tolerance').pick([7, 61, 86_399]) : undefined;
  const limits = limitsOf(chosen.chosen, toleranceSeconds);
  const receivedAt = new Date(1_795_435_200_000 + random.between(0, 999_999_999));
  const offset = random.pick([0, 0, -(limits.past ?? 0), limits.future ?? 0, -Math.min(1, limits.past ?? 0)]);
  const signedAt = new Date(receivedAt.getTime() + offset * 1000);
  const moments: Moments = new Map();
  const body = Buffer.from(bodyOf(choices, places, moments, { time: timeOf(chosen.chosen), at: signedAt }));
  const one = {
    ...chosen,
    seed,
    choices,
    places,
    keys,
    toleranceSeconds,
    limits,
    moments,
    body,
    receivedAt,
    signedAt,
    configured: configuredSecrets(choices, chosen, keys),
    id: random.uuid(),
    headers: placeHeaders(choices, moments),
  };
  const request = signedRequest(one);
  return { ...one, request: { ...request, headers: withDecoys(choices, chosen, request.headers) } };
}

interface Change {
  readonly body?: Buffer;
  readonly at?: Date;
  readonly key?: KeyPair;
  readonly scheme?: SingleScheme;
  readonly headers?: Case['headers'];
}

/** The request as the provider signs it, or signs it with something changed. */
export function signedRequest(
  { chosen, body, id, keys, receivedAt, signedAt, headers }: Omit<Case, 'request'>,
  change: Change = {},
): RawWebhook {
  const bytes = change.body ?? body;
  const url = `${REGISTERED_URL}?a=1`;
  const { signing } = change.key ?? keys[0];
  const signed = signedHeaders(change.scheme ?? chosen, { body: bytes, id, signing, now: change.at ?? signedAt, url });
  return {
    method: 'POST',
    url: '/acme?a=1',
    publicUrls: ['https://other.example.com/acme', REGISTERED_URL],
    headers: { ...(change.headers ?? headers), ...signed },
    rawBody: bytes,
    receivedAt,
  };
}

export function timeOf(scheme: Scheme): SignedTime | undefined {
  return isSigned(scheme) ? scheme.time : undefined;
}

function limitsOf(scheme: SingleScheme, tolerance: number | undefined): Limits {
  if (scheme.kind === 'jwt') {
    const { leeway, lifetime } = scheme;
    const window = scheme.window === undefined ? undefined : (tolerance ?? scheme.window);
    // The sample's token is valid for a minute, or less.
    const rest = lifetime === undefined ? undefined : Math.min(lifetime, 60) + leeway - 1;
    const past = [window, rest].filter((limit) => limit !== undefined);
    return {
      past: past.length === 0 ? undefined : Math.min(...past),
      future: window ?? Math.max(leeway, tolerance ?? 0),
    };
  }
  const time = timeOf(scheme);
  if (time === undefined) return { past: undefined, future: undefined };
  const window = tolerance ?? time.window;
  return { past: window, future: Math.min(time.ahead ?? window, window) };
}

function configuredSecrets(choices: Choices, { chosen, others }: ChosenScheme, [key]: Case['keys']): readonly string[] {
  if (!choices.has('several secrets', 0.3)) return [key.configured];
  const random = choices.of('several secrets');
  const more = [chosen, ...others].map((scheme) => secretsFor(scheme, random)[1].configured);
  return random.chance(0.5) ? [...more, key.configured] : [key.configured, ...more];
}

function placeHeaders(choices: Choices, moments: Moments): Case['headers'] {
  const random = choices.of('request');
  const headers: Record<string, string | string[]> = {
    'content-type': random.pick(['application/json', 'application/json; charset=utf-8', 'Application/JSON']),
  };
  for (const name of NAME_HEADERS) {
    if (random.chance(0.7)) headers[name] = headerText(random);
    else if (random.chance(0.2)) headers[name] = ['first', 'second'];
  }
  const { value, moment } = writtenTime(random);
  if (moment !== undefined) moments.set(String(value), moment);
  if (moment !== undefined || value === 'soon') headers['x-time'] = String(value);
  return headers;
}
