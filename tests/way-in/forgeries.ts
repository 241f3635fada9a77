import { createHmac } from 'node:crypto';
import type { RawWebhook } from '../../functions/src/core/scheme/raw-webhook.ts';
import { CANARY } from './bodies.ts';
import { times } from './choices.ts';
import { doorOf } from './door.ts';
import { changedTimes } from './forged-times.ts';
import { withHeader, type Forgery } from './forgery.ts';
import { keyKindOf } from './keys.ts';
import { signedRequest, type Case } from './requests.ts';
import { coversBody, isSigned } from './schemes.ts';
import { text } from './text.ts';

const REFUSED = ['acme/bad-signature', 'acme/bad-webhook-request'];

/** Sends requests that the provider did not send, and says which of them did more than fail. */
export async function faultsOfForged(one: Case): Promise<readonly string[]> {
  const door = doorOf(one);
  const faults: string[] = [];
  for (const { what, request, codes = REFUSED } of forgeriesOf(one)) {
    const [published, logged] = [door.messages().length, door.lines.length];
    const reply = await door.send(request);
    const refusal = text(reply.body);
    if (reply.status < 400 || reply.status >= 500 || !codes.some((code) => refusal.includes(code))) {
      faults.push(`${what}: answered ${reply.status} ${refusal} ${text(door.lines.slice(logged))}`);
    }
    if (door.messages().length !== published) faults.push(`${what}: published`);
    const said = refusal + text(door.lines.slice(logged));
    const quoted = hiddenFrom(one, request).filter((hidden) => said.includes(hidden));
    if (quoted.length > 0) faults.push(`${what}: the refusal quotes ${quoted.join(' and ')}`);
  }
  return faults;
}

/** What nobody may read of a forged request: its body, the secret, and the signature that would have been right. */
function hiddenFrom(one: Case, { rawBody }: RawWebhook): readonly string[] {
  const { configured, signing } = one.keys[0];
  const hidden = [CANARY, configured, signing, ...one.configured];
  if (one.chosen.kind !== 'hmac' || rawBody.byteLength > 100_000) return hidden;
  return [...hidden, ...proofsIn(one, signedRequest(one, { body: Buffer.from(rawBody) }))];
}

function forgeriesOf(one: Case): readonly Forgery[] {
  return [
    ...changedBodies(one),
    ...changedTimes(one),
    ...changedProofs(one),
    ...changedHeaders(one),
    ...otherSigners(one),
    ...noise(one),
  ];
}

function changedBodies(one: Case): readonly Forgery[] {
  const { request, body, chosen, choices } = one;
  const random = choices.of('request');
  const replaced = (rawBody: Buffer) => ({ ...request, rawBody });
  const flips = times(3, () => {
    const flipped = Buffer.from(body);
    const place = random.between(0, body.byteLength - 1);
    flipped[place] = (flipped[place] ?? 0) ^ (1 << random.between(0, 7));
    return { what: `a flipped bit of byte ${place}`, request: replaced(flipped) };
  });
  const changed = [
    ...flips,
    { what: 'a space after the body', request: replaced(Buffer.concat([body, Buffer.from(' ')])) },
    { what: 'half of the body', request: replaced(body.subarray(0, body.byteLength >> 1)) },
  ];
  return [...(coversBody(chosen) ? changed : []), { what: 'no body', request: replaced(Buffer.alloc(0)) }];
}

/** The signature, token or credential: the longest piece of a header that holds one. */
const PROOF = /[\w+/=-]{16,}/g;

function bearingHeaders({ chosen }: Case): readonly string[] {
  return Object.keys(chosen.headers).filter((name) => /\{(?:signature|token|secret)/.test(chosen.headers[name] ?? ''));
}

function proofsIn(one: Case, { headers }: RawWebhook): readonly string[] {
  return bearingHeaders(one).flatMap((name) => String(headers[name]).match(PROOF) ?? []);
}

function changedProofs(one: Case): readonly Forgery[] {
  const { request, choices } = one;
  const random = choices.of('request');
  const edited = (what: string, edit: (proof: string) => string): Forgery => {
    const changed = bearingHeaders(one).map(
      (name) => [name, String(request.headers[name]).replace(PROOF, edit)] as const,
    );
    return { what, request: { ...request, headers: { ...request.headers, ...Object.fromEntries(changed) } } };
  };
  return [
    edited('another character in the signature', (proof) => {
      // The last characters may hold bits that no decoder reads.
      const place = random.between(0, proof.length >> 1);
      return proof.slice(0, place) + (/[aA]/.test(proof.charAt(place)) ? 'b' : 'a') + proof.slice(place + 1);
    }),
    edited('half of the signature', (proof) => proof.slice(0, proof.length >> 1)),
    edited('no signature', () => ''),
  ];
}

function changedHeaders(one: Case): readonly Forgery[] {
  const { request, chosen } = one;
  const bearing = bearingHeaders(one);
  return Object.entries(chosen.headers).flatMap(([name, form]) => {
    const { [name]: value, ...headers } = request.headers;
    // One of several signatures is enough.
    if (bearing.includes(name) && bearing.length > 1) return [];
    const isChecked = isSigned(chosen) && one.coveredHeaders.includes(name);
    return [
      { what: `no header ${name}`, request: { ...request, headers } },
      { what: `an empty header ${name}`, request: withHeader(request, name, '') },
      ...(isChecked || form === '2'
        ? [{ what: `another header ${name}`, request: withHeader(request, name, `${String(value)}0`) }]
        : []),
    ];
  });
}

function otherSigners(one: Case): readonly Forgery[] {
  const { chosen, keys, request, scheme } = one;
  const forged: Forgery[] = [{ what: 'signed with another secret', request: signedRequest(one, { key: keys[1] }) }];
  if (one.configured.includes(keys[1].configured)) forged.pop();
  if (isSigned(chosen)) {
    forged.push({
      what: 'another text is signed',
      request: signedRequest(one, { scheme: { ...chosen, signs: `!${chosen.signs}` } }),
    });
  }
  if (chosen.kind === 'hmac') {
    const hash = chosen.hash === 'sha256' ? 'sha1' : 'sha256';
    forged.push({ what: 'signed with another hash', request: signedRequest(one, { scheme: { ...chosen, hash } }) });
  }
  if (chosen.kind === 'jwt') forged.push(...forgedTokens(one));
  if (scheme.kind === 'either' && scheme.isFirstDecisive === true) {
    const [first] = scheme.schemes;
    const decisive = Object.entries(first.headers).find(([, form]) => /\{(?:signature|token|secret)/.test(form))?.[0];
    if (first !== chosen && decisive !== undefined && !(decisive in chosen.headers)) {
      forged.push({
        what: 'the decisive header says something else',
        request: withHeader(request, decisive, 'sha256=00'),
      });
    }
  }
  return forged;
}

/** Tokens that were not signed, or with what everyone knows. */
function forgedTokens({ chosen, keys, request }: Case): readonly Forgery[] {
  const [[name, form] = ['', '']] = Object.entries(chosen.headers);
  const [, payload = ''] = String(request.headers[name]).split('.');
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const token = (what: string, alg: string, sign: (text: string) => string) => {
    const signed = `${part({ alg, typ: 'JWT' })}.${payload}`;
    return { what, request: withHeader(request, name, form.replace('{token}', `${signed}.${sign(signed)}`)) };
  };
  return [
    token('a token without a signature', 'none', () => 'AAAA'),
    ...(keyKindOf(chosen) === undefined
      ? []
      : [
          token('a token signed with the public key', 'HS256', (text) =>
            createHmac('sha256', keys[0].configured).update(text).digest('base64url'),
          ),
        ]),
  ];
}

const NOISE = [
  '=',
  ',',
  ' ',
  't=1,v1=',
  't=,v1=,'.repeat(2_000),
  `${' ,'.repeat(3_000)}…`,
  'v1,'.repeat(3_000),
  '.'.repeat(5_000),
  '{signature}',
  'Bearer ',
  '\u0080\u00ff',
];

/** Requests of nobody: whatever their headers hold, they are refused, and at once. */
function noise(one: Case): readonly Forgery[] {
  const { request, chosen, choices } = one;
  const random = choices.of('request');
  const headers = Object.fromEntries(Object.keys(chosen.headers).map((name) => [name, random.pick(NOISE)]));
  return [
    { what: 'noise in the headers', request: { ...request, headers: { ...request.headers, ...headers } } },
    { what: 'a GET', request: { ...request, method: 'GET' }, codes: ['acme/method-not-allowed'] },
    { what: 'another content type', request: withHeader(request, 'content-type', 'text/plain') },
    {
      what: 'a body over the limit',
      request: { ...request, rawBody: LARGE },
      codes: ['acme/payload-too-large'],
    },
  ];
}

const LARGE = Buffer.alloc(1_048_577, 0x20);
