import { describe, expect, it } from 'vitest';
import type { Instance } from '../../functions/src/core/integration/instance.ts';
import { hmac, milliseconds, seconds } from '../../functions/src/core/scheme/schemes.ts';
import { instanceIntegration } from '../../functions/src/core/integration/instance-integration.ts';
import { instanceSamples } from '../../functions/src/core/integration/instance-samples.ts';
import { isFactual } from '../../functions/src/core/integration/facts.ts';
import { factsOf } from '../../functions/src/core/scheme/scheme-facts.ts';
import type { Integration } from '../../functions/src/core/integration/integration.ts';
import type { RawWebhook } from '../../functions/src/core/scheme/raw-webhook.ts';
import type { Samples } from '../../functions/src/core/integration/samples.ts';
import { catalog } from '../../functions/src/generated/catalog.ts';
import { rawWebhookOf } from '../../functions/src/testing/integration-conformance.ts';

/** What the message says of a signed time or a signature that is there but cannot be read. */
interface Unreadable {
  /** The header to change; undefined if the body has it. */
  readonly header?: string;
  readonly from: RegExp;
  readonly to: string;
  readonly sentence: string;
}

const SECONDS = /\d{10}/;
const MILLISECONDS = /\d{13}/;

function unreadableHeader(header: string, from: RegExp, to: string, part: string): Unreadable {
  return { header, from, to, sentence: `The header ${header} has no readable ${part}; ` };
}

/** Every integration whose scheme signs a time, or gives its signature a form. */
const SCHEMES: Readonly<Record<string, readonly Unreadable[]>> = {
  airtable: [unreadableHeader('x-airtable-content-mac', /^hmac-sha256=/, '', 'hmac-sha256=')],
  bigcommerce: [unreadableHeader('webhook-timestamp', SECONDS, '1.7e9', 'time in Unix seconds')],
  bird: [unreadableHeader('messagebird-request-timestamp', SECONDS, 'now', 'time in Unix seconds')],
  bitbucket: [unreadableHeader('x-hub-signature', /^sha256=/, 'sha1=', 'sha256=')],
  box: [unreadableHeader('box-delivery-timestamp', /T/, ' ', 'time in RFC 3339')],
  calendly: [
    unreadableHeader('calendly-webhook-signature', /t=\d+/, 't=', 't= in Unix seconds'),
    unreadableHeader('calendly-webhook-signature', /v1=/, 'v0=', 'v1='),
  ],
  clerk: [
    unreadableHeader('svix-timestamp', SECONDS, 'now', 'time in Unix seconds'),
    unreadableHeader('svix-signature', /^v1,/, 'v2,', 'v1,'),
  ],
  customerio: [unreadableHeader('x-cio-timestamp', SECONDS, 'now', 'time in Unix seconds')],
  discord: [unreadableHeader('x-signature-timestamp', SECONDS, 'now', 'time in Unix seconds')],
  easypost: [unreadableHeader('x-hmac-signature', /hmac-sha256-hex=/, '', 'hmac-sha256-hex=')],
  // Without a readable time, a request is tried as one of a rule, whose time is not signed.
  front: [],
  github: [unreadableHeader('x-hub-signature-256', /^sha256=/, 'sha1=', 'sha256=')],
  gitlab: [unreadableHeader('webhook-timestamp', SECONDS, '1.7e9', 'time in Unix seconds')],
  hubspot: [unreadableHeader('x-hubspot-request-timestamp', MILLISECONDS, '1e12', 'time in Unix milliseconds')],
  intercom: [unreadableHeader('x-hub-signature', /^sha1=/, '', 'sha1=')],
  jira: [unreadableHeader('x-hub-signature', /^sha256=/, 'sha1=', 'sha256=')],
  klaviyo: [
    {
      from: /"timestamp":"[^"]*"/,
      to: '"timestamp":"soon"',
      sentence: 'The body has no readable time in RFC 3339 at /meta/timestamp; ',
    },
  ],
  linear: [
    {
      from: /"webhookTimestamp":\s*\d+/,
      to: '"webhookTimestamp":"soon"',
      sentence: 'The body has no readable time in Unix milliseconds at /webhookTimestamp; ',
    },
  ],
  // Its signature is in the body that this table changes before it is signed; the integration's own tests have the cases.
  mailgun: [],
  // Its own code reads the header, and a wrong time makes a wrong signature.
  mercadopago: [],
  meta: [unreadableHeader('x-hub-signature-256', /^sha256=/, 'sha1=', 'sha256=')],
  notion: [unreadableHeader('x-notion-signature', /^sha256=/, '', 'sha256=')],
  openai: [unreadableHeader('webhook-timestamp', SECONDS, '1.7e9', 'time in Unix seconds')],
  paddle: [
    unreadableHeader('paddle-signature', /ts=\d+/, 'ts=', 'ts= in Unix seconds'),
    unreadableHeader('paddle-signature', /^/, 'ts=1700000000;', 'ts= in Unix seconds'),
    unreadableHeader('paddle-signature', /h1=/, 'h2=', 'h1='),
  ],
  pagerduty: [unreadableHeader('x-pagerduty-signature', /^v1=/, 'v0=', 'v1=')],
  // A wrong time makes a wrong signature.
  paypal: [],
  persona: [unreadableHeader('persona-signature', /t=\d+/, 't=now', 't= in Unix seconds')],
  polar: [unreadableHeader('webhook-timestamp', SECONDS, '1.7e9', 'time in Unix seconds')],
  resend: [unreadableHeader('svix-timestamp', SECONDS, '01', 'time in Unix seconds')],
  revenuecat: [
    unreadableHeader('x-revenuecat-webhook-signature', /t=\d+/, 't=', 't= in Unix seconds'),
    unreadableHeader('x-revenuecat-webhook-signature', /v1=/, 'v2=', 'v1='),
  ],
  sanity: [
    unreadableHeader('sanity-webhook-signature', /t=\d+/, 't=', 't= in Unix milliseconds'),
    unreadableHeader('sanity-webhook-signature', /v1=/, 'v5=', 'v1='),
  ],
  sendgrid: [unreadableHeader('x-twilio-email-event-webhook-timestamp', SECONDS, '-1', 'time in Unix seconds')],
  shippo: [unreadableHeader('shippo-auth-signature', /t=\d+/, 't=now', 't= in Unix seconds')],
  shipstation: [unreadableHeader('x-shipengine-timestamp', /Z$/, '+01:00', 'time in RFC 3339')],
  slack: [
    unreadableHeader('x-slack-request-timestamp', SECONDS, 'NaN', 'time in Unix seconds'),
    unreadableHeader('x-slack-signature', /^v0=/, 'v1=', 'v0='),
  ],
  standardWebhooks: [unreadableHeader('webhook-timestamp', SECONDS, '1.7e9', 'time in Unix seconds')],
  stripe: [
    unreadableHeader('stripe-signature', /t=\d+/, 't=yesterday', 't= in Unix seconds'),
    unreadableHeader('stripe-signature', /t=\d+,/, '', 't= in Unix seconds'),
    unreadableHeader('stripe-signature', /v1=/, 'v2=', 'v1='),
    unreadableHeader('stripe-signature', /v1=\w+/, 'v1=', 'v1='),
  ],
  // Whatever is not a token has no readable part.
  plaid: [],
  stytch: [unreadableHeader('svix-timestamp', SECONDS, 'now', 'time in Unix seconds')],
  supabase: [unreadableHeader('webhook-timestamp', SECONDS, 'now', 'time in Unix seconds')],
  telnyx: [unreadableHeader('telnyx-timestamp', SECONDS, 'now', 'time in Unix seconds')],
  twitch: [
    unreadableHeader('twitch-eventsub-message-timestamp', /T/, ' ', 'time in RFC 3339'),
    unreadableHeader('twitch-eventsub-message-signature', /^sha256=/, '', 'sha256='),
  ],
  typeform: [unreadableHeader('typeform-signature', /^sha256=/, '', 'sha256=')],
  vonage: [unreadableHeader('authorization', /^Bearer /, 'Basic ', 'Bearer')],
  workos: [
    unreadableHeader('workos-signature', /t=\d+/, 't=', 't= in Unix milliseconds'),
    unreadableHeader('workos-signature', /v1=/, '', 'v1='),
  ],
  zendesk: [unreadableHeader('x-zendesk-webhook-signature-timestamp', /T/, ' ', 'time in RFC 3339')],
  zoom: [
    unreadableHeader('x-zm-request-timestamp', SECONDS, 'now', 'time in Unix seconds'),
    unreadableHeader('x-zm-signature', /^v0=/, 'v1=', 'v0='),
  ],
};

const INSTANCES: Readonly<Record<string, { readonly instance: Instance; readonly unreadable: readonly Unreadable[] }>> =
  {
    timeInHeader: {
      instance: {
        scheme: hmac({
          headers: { 'x-signature': 'v1={signature}', 'x-time': '{timestamp}' },
          signs: '{timestamp}.{body}',
          time: seconds(300),
        }),
      },
      unreadable: [
        unreadableHeader('x-time', SECONDS, 'today', 'time in Unix seconds'),
        unreadableHeader('x-signature', /^v1=/, '', 'v1='),
      ],
    },
    timeInBody: {
      instance: {
        scheme: hmac({ headers: { 'x-signature': '{signature}' }, time: milliseconds(300, { at: '/sent' }) }),
      },
      unreadable: [
        {
          from: /"sent":\d+/,
          to: '"sent":null',
          sentence: 'The body has no readable time in Unix milliseconds at /sent; ',
        },
      ],
    },
  };

const NOW = new Date('2026-11-23T12:00:00Z');

class Sender {
  readonly #integration: Integration<unknown>;
  readonly #samples: Samples;
  readonly #secret;
  readonly #type: string;

  constructor(integration: Integration<unknown>, samples: Samples) {
    this.#integration = integration;
    this.#samples = samples;
    this.#secret = samples.makeSecret();
    [this.#type = ''] = samples.types;
  }

  /** A request that was signed this many seconds from now. */
  request({ offset = 0, change = (body: string) => body } = {}): RawWebhook {
    const now = new Date(NOW.getTime() + offset * 1000);
    const at = { type: this.#type, id: '1', now };
    const body = Buffer.from(change(this.#samples.sample(this.#type, at)));
    const url = 'https://webhooks.example.com/hook';
    return rawWebhookOf(this.#samples.request({ ...at, body, signing: this.#secret.signing, url }), NOW);
  }

  async refusalOf(request: RawWebhook): Promise<unknown> {
    const limits = { toleranceSeconds: this.#integration.toleranceSeconds ?? 0 };
    try {
      await this.#integration.verify(request, [this.#secret.configured], NOW, limits);
      return undefined;
    } catch (error) {
      return error;
    }
  }
}

function refusal(name: string, sentence: string): unknown {
  const code = expect.stringMatching(new RegExp(`/${name}$`));
  return expect.objectContaining({ code, message: expect.stringContaining(sentence) });
}

const UNDER_TEST: Record<string, () => Promise<readonly [Integration<unknown>, Samples, readonly Unreadable[]]>> = {};
for (const { provider, integration, samples } of Object.values(catalog)) {
  const unreadable = SCHEMES[provider];
  if (unreadable !== undefined) UNDER_TEST[provider] = async () => [await integration(), await samples(), unreadable];
}
for (const [name, { instance, unreadable }] of Object.entries(INSTANCES)) {
  UNDER_TEST[name] = async () => [instanceIntegration(name, instance), instanceSamples(name, instance), unreadable];
}

it('every integration that signs a time is in the table', async () => {
  for (const { provider, integration } of Object.values(catalog)) {
    if ((await integration()).toleranceSeconds !== undefined) expect(Object.keys(SCHEMES)).toContain(provider);
  }
});

describe.each(Object.entries(UNDER_TEST))('what %s is answered', async (_name, load) => {
  const [integration, samples, unreadable] = await load();
  const sender = new Sender(integration, samples);
  const tolerance = integration.toleranceSeconds;

  it.each(unreadable)('to what cannot be read: $sentence', async ({ header, from, to, sentence }) => {
    const whole = sender.request({ change: (body) => (header === undefined ? body.replace(from, to) : body) });
    const headers =
      header === undefined
        ? whole.headers
        : { ...whole.headers, [header]: String(whole.headers[header]).replace(from, to) };
    expect(await sender.refusalOf({ ...whole, headers })).toEqual(refusal('bad-signature', sentence));
  });

  const named = unreadable.flatMap(({ header }) => header ?? []);
  it.runIf(named.length > 0).each([...new Set(named)])('to a request without the header %s', async (header) => {
    const { headers, ...rest } = sender.request();
    const { [header]: _left, ...others } = headers;
    expect(await sender.refusalOf({ ...rest, headers: others })).toEqual(
      refusal('bad-webhook-request', `The header ${header} is missing; `),
    );
  });

  it.runIf(tolerance !== undefined)('to one that was signed too long ago, and to one from the future', async () => {
    const behind = tolerance ?? 0;
    expect(await sender.refusalOf(sender.request({ offset: -behind - 7 }))).toEqual(
      refusal('bad-signature', `The request was signed ${behind + 7} s ago, and ${behind} s is the limit; `),
    );
    const ahead = (isFactual(integration) ? factsOf(integration.scheme).aheadSeconds : undefined) ?? behind;
    expect(await sender.refusalOf(sender.request({ offset: ahead + 7 }))).toEqual(
      refusal(
        'bad-signature',
        `The request was signed ${ahead + 7} s ahead of our clock, and ${ahead} s is the limit; `,
      ),
    );
  });
});
