import { randomBytes } from 'node:crypto';
import type { Samples } from '../../core/integration/samples.ts';
import type { OktaEventType, OktaNative } from './event.ts';

const MESSAGES: Readonly<Record<string, string>> = {
  'user.lifecycle.create': 'Create okta user',
  'user.lifecycle.activate': 'Activate Okta user',
  'user.lifecycle.suspend': 'Suspend Okta user',
  'user.lifecycle.deactivate': 'Deactivate Okta user',
  'user.session.start': 'User login to Okta',
} satisfies { [Type in OktaEventType]?: string };

export const oktaSamples: Samples = {
  types: Object.keys(MESSAGES),

  makeSecret() {
    const secret = randomBytes(24).toString('base64url');
    return { configured: secret, signing: secret };
  },

  sample(type, { id, now }) {
    const event: OktaNative = {
      uuid: `f790999f-fe87-467a-9880-${id}`,
      published: now.toISOString(),
      eventType: type,
      version: '0',
      severity: 'INFO',
      displayMessage: MESSAGES[type] ?? null,
      client: {
        ipAddress: '192.0.2.10',
        device: 'Computer',
        zone: 'null',
        userAgent: { rawUserAgent: 'Mozilla/5.0 (Macintosh)', os: 'Mac OS X', browser: 'CHROME' },
        geographicalContext: { city: 'Graz', country: 'Austria' },
      },
      ...partiesOf(type, id),
      outcome: { result: 'SUCCESS', reason: null },
      transaction: { type: 'WEB', id: 'Xp45nHz3hJXJOtSXXwLeVQAAC7w' },
      authenticationContext: { externalSessionId: '100EbXGjpLNQYeEUmVuEUQ2Zw' },
      debugContext: { debugData: { requestUri: '/api/v1/users' } },
    };
    return JSON.stringify({
      eventType: 'com.okta.event_hook',
      eventTypeVersion: '1.0',
      cloudEventsVersion: '0.1',
      source: 'https://example.okta.com/api/v1/eventHooks/who8tsqyrhCdmetzx135',
      eventId: `b5a188b9-5ece-4636-b041-${id}`,
      data: { events: [event] },
      eventTime: now.toISOString(),
      contentType: 'application/json',
    });
  },

  request({ body, signing, url }) {
    return { method: 'POST', url, headers: { 'content-type': 'application/json', authorization: signing }, body };
  },
};

/** Who did it, and to whom. Who signs in acts on their own session: the targets are what they signed in with and to. */
function partiesOf(type: string, id: string): Pick<OktaNative, 'actor' | 'target'> {
  const user = { id: `00u${id}`, type: 'User', alternateId: 'ada@example.com', displayName: 'Ada Lovelace' };
  if (type === 'user.session.start') {
    const password = { id: 'lae42mkdc9i9cbw3U1d6', type: 'AuthenticatorEnrollment', displayName: 'Password' };
    return { actor: user, target: [{ ...password, alternateId: 'unknown', detailEntry: null }] };
  }
  const admin = { id: '00uttidj01jqL21aM1d6', type: 'User', alternateId: 'admin@example.com' };
  return { actor: { ...admin, displayName: 'Grace Hopper' }, target: [{ ...user, detailEntry: null }] };
}
