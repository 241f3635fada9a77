import { expect } from 'vitest';
import { IntegrationError } from '../../core/event/errors.ts';
import { requireAcceptable } from '../../core/ingest/acceptance.ts';
import type { Integration, Verified } from '../../core/integration/integration.ts';
import { describeAll } from '../../core/integration/recognition.ts';
import type { Samples } from '../../core/integration/samples.ts';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { rawWebhookOf } from '../sample-events.ts';

export const NOW = new Date('2026-11-23T12:00:00Z');
const URL_AT_PROVIDER = 'https://webhooks.example.com/hook';

export type Outcome<Native> = { readonly verified: Verified<Native> } | { readonly error: IntegrationError };

interface Wanted {
  readonly type?: string;
  readonly id?: string;
  /** Seconds from now at which it is signed. */
  readonly offset?: number;
  readonly body?: Buffer;
}

/** Makes requests as the provider would, and runs them through `verify`. */
export class Kit<Native> {
  readonly integration: Integration<Native>;
  readonly samples: Samples;
  readonly secret;
  /** The type of a request if none is wanted. */
  readonly type: string;

  constructor(integration: Integration<Native>, samples: Samples) {
    this.integration = integration;
    this.samples = samples;
    this.secret = samples.makeSecret();
    this.type = samples.types[0] ?? '';
  }

  body(type = this.type, id = 'conformance-1', now = NOW): Buffer {
    return Buffer.from(this.samples.sample(type, { id, now }));
  }

  request({ type = this.type, id = 'conformance-1', offset = 0, body }: Wanted = {}): RawWebhook {
    const now = new Date(NOW.getTime() + offset * 1000);
    const bytes = body ?? this.body(type, id, now);
    const { signing } = this.secret;
    return rawWebhookOf(this.samples.request({ body: bytes, type, id, signing, now, url: URL_AT_PROVIDER }));
  }

  async attempt(
    request: RawWebhook,
    secrets: readonly string[] = [this.secret.configured],
    now = NOW,
  ): Promise<Outcome<Native>> {
    const limits = { toleranceSeconds: this.integration.toleranceSeconds ?? 0 };
    try {
      return { verified: await this.integration.verify(request, secrets, now, limits) };
    } catch (error) {
      if (!IntegrationError.is(error)) throw error;
      return { error };
    }
  }

  async mustAccept(request: RawWebhook, secrets?: readonly string[]): Promise<Verified<Native>> {
    const outcome = await this.attempt(request, secrets);
    if ('error' in outcome) throw outcome.error;
    return outcome.verified;
  }

  async accepted(
    wanted: Wanted = {},
    secrets?: readonly string[],
  ): Promise<{ verified: Verified<Native>; request: RawWebhook }> {
    const request = this.request(wanted);
    requireAcceptable(this.integration, request, this.integration.maxBytes);
    return { verified: await this.mustAccept(request, secrets), request };
  }

  ids(verified: Verified<Native>, request: RawWebhook): readonly string[] {
    return describeAll(this.integration, verified, request).map(({ about }) => about.id);
  }

  async expectRefused(
    request: RawWebhook,
    names: readonly string[] = ['bad-signature', 'bad-webhook-request'],
    secrets?: readonly string[],
  ): Promise<void> {
    const outcome = await this.attempt(request, secrets);
    if ('verified' in outcome) throw new Error('The request was accepted.');
    expect(names.map((name) => `${this.integration.provider}/${name}`)).toContain(outcome.error.code);
    expect(outcome.error.message).not.toContain(this.secret.configured);
  }
}
