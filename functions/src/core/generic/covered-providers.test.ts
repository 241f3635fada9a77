import { describe, expect, it } from 'vitest';
import { requestOf, vectorsOf, type Vector } from '../../../../tests/vectors.ts';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { IntegrationError } from '../event/errors.ts';
import type { Integration } from '../ingest/integration.ts';
import type { GenericNative } from './event.ts';
import { instanceIntegration } from './instance-integration.ts';
import { hmac, staticCredential, type Instance } from './instance.ts';
import { instanceSamples } from './samples.ts';

/** Providers as one would describe them in `integrations.config.ts`, each with the file of its own cases. */
const PROVIDERS: Readonly<Record<string, readonly [file: string, Instance]>> = {
  aftership: [
    'aftership',
    hmac({
      header: 'aftership-hmac-sha256',
      encoding: 'base64',
      id: '/event_id',
      type: '/event',
      time: '/ts',
      subject: '/msg/id',
    }),
  ],
  intercom: [
    'intercom',
    hmac({
      header: 'x-hub-signature',
      prefix: 'sha1=',
      algorithm: 'sha1',
      id: '/id',
      type: '/topic',
      time: '/created_at',
    }),
  ],
  lemonSqueezy: ['lemonsqueezy', hmac({ header: 'x-signature', type: '/meta/event_name', subject: '/data/id' })],
  linear: [
    'linear',
    hmac({
      header: 'linear-signature',
      id: 'header:linear-delivery',
      type: ['/type', '/action'],
      time: '/createdAt',
      subject: '/data/id',
      timestamp: { at: '/webhookTimestamp', unit: 'milliseconds', toleranceSeconds: 60 },
    }),
  ],
  meta: ['meta', hmac({ header: 'x-hub-signature-256', prefix: 'sha256=', type: '/object', challenge: 'hub' })],
  wooCommerce: [
    'woocommerce',
    hmac({
      header: 'x-wc-webhook-signature',
      encoding: 'base64',
      id: 'header:x-wc-webhook-delivery-id',
      type: 'header:x-wc-webhook-topic',
      time: '/date_modified_gmt',
      subject: '/id',
    }),
  ],
  zendesk: [
    'zendesk',
    hmac({
      header: 'x-zendesk-webhook-signature',
      encoding: 'base64',
      signed: '{timestamp}{body}',
      timestamp: { at: 'header:x-zendesk-webhook-signature-timestamp', unit: 'rfc3339' },
      id: '/id',
      type: '/type',
      time: '/time',
      subject: '/subject',
    }),
  ],
  auth0: [
    'auth0-event-streams',
    staticCredential({
      credential: 'bearer',
      id: '/id',
      type: '/type',
      time: '/time',
      subject: '/data/object/user_id',
    }),
  ],
  okta: ['okta', staticCredential({ credential: 'header:authorization', id: '/eventId', time: '/eventTime' })],
  pipedrive: [
    'pipedrive',
    staticCredential({
      credential: 'basic',
      id: '/meta/id',
      type: ['/meta/entity', '/meta/action'],
      time: '/meta/timestamp',
    }),
  ],
  postmark: [
    'postmark',
    staticCredential({
      credential: 'basic',
      id: ['/MessageID', '/RecordType'],
      type: '/RecordType',
      subject: '/MessageID',
    }),
  ],
};

for (const [provider, [file, instance]] of Object.entries(PROVIDERS)) {
  const integration = instanceIntegration(provider, instance);
  integrationConformance(integration, instanceSamples(provider, instance), {
    vectors: [],
    signsBody: instance.mode === 'hmac',
  });

  const vectors = vectorsOf(file);
  describe.skipIf(vectors === undefined)(`${provider}, described by options, on the cases of ${file}`, () => {
    it.each([...(vectors ?? [])])('$name: $verdict', async (vector) => {
      const { accepted, error } = await outcomeOf(integration, vector);
      if (vector.verdict === 'accept') expect(error).toBeUndefined();
      else if (vector.verdict === 'refuse') expect(accepted).toBe(false);
      else if (!accepted) expect(error?.code).toBe(`${provider}/bad-webhook-request`);
    });
  });
}

/** What becomes of a request at the door: a handshake is answered, anything else verified. */
async function outcomeOf(
  integration: Integration<GenericNative>,
  vector: Vector,
): Promise<{ readonly accepted: boolean; readonly error?: IntegrationError }> {
  const request = requestOf(vector);
  const reply = await integration.handshake?.(request, vector.secrets, vector.now);
  if (reply !== undefined) return { accepted: reply.status === 200 };
  try {
    const limits = { toleranceSeconds: integration.toleranceSeconds ?? 0 };
    await integration.verify(request, vector.secrets, vector.now, limits);
    return { accepted: true };
  } catch (error) {
    if (!IntegrationError.is(error)) throw error;
    return { accepted: false, error };
  }
}
