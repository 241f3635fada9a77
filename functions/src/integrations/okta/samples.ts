import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import type { OktaEventType, OktaNative } from './event.ts';
import { okta } from './index.ts';

/** Realistic event hook requests, each with one event. */
export const oktaSamples = samplesOf(okta, {
  around: (eventType, fields, { id, now }) => {
    const { displayMessage, ...parties }: Partial<OktaNative> = fields;
    const event: OktaNative = {
      uuid: `f790999f-fe87-467a-9880-${id}`,
      published: now.toISOString(),
      eventType,
      version: '0',
      severity: 'INFO',
      displayMessage: displayMessage ?? null,
      client: {
        ipAddress: '192.0.2.10',
        device: 'Computer',
        zone: 'null',
        userAgent: { rawUserAgent: 'Mozilla/5.0 (Macintosh)', os: 'Mac OS X', browser: 'CHROME' },
        geographicalContext: { city: 'Graz', country: 'Austria' },
      },
      ...parties,
      outcome: { result: 'SUCCESS', reason: null },
      transaction: { type: 'WEB', id: 'Xp45nHz3hJXJOtSXXwLeVQAAC7w' },
      authenticationContext: { externalSessionId: '100EbXGjpLNQYeEUmVuEUQ2Zw' },
      debugContext: { debugData: { requestUri: '/api/v1/users' } },
    };
    return {
      eventType: 'com.okta.event_hook',
      eventTypeVersion: '1.0',
      cloudEventsVersion: '0.1',
      source: 'https://example.okta.com/api/v1/eventHooks/who8tsqyrhCdmetzx135',
      eventId: `b5a188b9-5ece-4636-b041-${id}`,
      data: { events: [event] },
      eventTime: now.toISOString(),
      contentType: 'application/json',
    };
  },
  bodies: {
    'user.lifecycle.create': (at) => ({ displayMessage: 'Create okta user', ...byAdmin(at) }),
    'user.lifecycle.activate': (at) => ({ displayMessage: 'Activate Okta user', ...byAdmin(at) }),
    'user.lifecycle.suspend': (at) => ({ displayMessage: 'Suspend Okta user', ...byAdmin(at) }),
    'user.lifecycle.deactivate': (at) => ({ displayMessage: 'Deactivate Okta user', ...byAdmin(at) }),
    'user.lifecycle.unsuspend': byAdmin,
    'user.lifecycle.reactivate': byAdmin,
    'user.lifecycle.delete.initiated': byAdmin,
    // A person who signs in is the actor; the targets are the factor they used and the application.
    'user.session.start': (at) => ({
      displayMessage: 'User login to Okta',
      actor: userOf(at),
      target: [
        {
          id: 'lae42mkdc9i9cbw3U1d6',
          type: 'AuthenticatorEnrollment',
          displayName: 'Password',
          alternateId: 'unknown',
          detailEntry: null,
        },
      ],
    }),
  } satisfies { readonly [Type in OktaEventType]?: (at: SampleAt) => Partial<OktaNative> },
});

/** What an administrator does to a user. */
function byAdmin(at: SampleAt): Pick<OktaNative, 'actor' | 'target'> {
  const admin = { id: '00uttidj01jqL21aM1d6', type: 'User', alternateId: 'admin@example.com' };
  return { actor: { ...admin, displayName: 'Grace Hopper' }, target: [{ ...userOf(at), detailEntry: null }] };
}

function userOf({ id }: SampleAt) {
  return { id: `00u${id}`, type: 'User', alternateId: 'ada@example.com', displayName: 'Ada Lovelace' };
}
