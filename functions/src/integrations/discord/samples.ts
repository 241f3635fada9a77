import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import type { DiscordEventType, Entitlement } from './event.ts';
import { discord } from './index.ts';

const MONTH = 30 * 86_400_000;

/** Realistic Discord events: an app that somebody added, and what they bought in it. */
export const discordSamples = samplesOf(discord, {
  around: (type, data, { now }) => ({
    version: 1,
    application_id: '1180000000000000042',
    type: 1,
    event: { type, timestamp: now.toISOString(), data },
  }),
  bodies: {
    APPLICATION_AUTHORIZED: (at) => ({ integration_type: 1, scopes: ['applications.commands'], user: user(at) }),
    APPLICATION_DEAUTHORIZED: (at) => ({ user: user(at) }),
    ENTITLEMENT_CREATE: (at) => entitlement(at),
    ENTITLEMENT_UPDATE: (at) => entitlement(at, { ends_at: new Date(at.now.getTime() + MONTH).toISOString() }),
    ENTITLEMENT_DELETE: (at) => entitlement(at, { deleted: true, ends_at: at.now.toISOString() }),
  } satisfies { readonly [Type in DiscordEventType]?: (at: SampleAt) => object },
});

function user({ id }: SampleAt) {
  return { id: `9920000000000000${id}`, username: 'tove', global_name: 'Tove', discriminator: '0' };
}

function entitlement({ id, now }: SampleAt, fields: Entitlement = {}) {
  return {
    id: `1240000000000000${id}`,
    sku_id: '1190000000000000077',
    application_id: '1180000000000000042',
    user_id: `9920000000000000${id}`,
    type: 8,
    deleted: false,
    consumed: false,
    starts_at: now.toISOString(),
    ends_at: null,
    ...fields,
  };
}
