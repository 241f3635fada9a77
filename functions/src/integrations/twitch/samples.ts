import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import type { TwitchEventType } from './event.ts';
import { twitch } from './index.ts';

const CHANNEL = { broadcaster_user_id: '4711', broadcaster_user_login: 'cups', broadcaster_user_name: 'Cups' };

/** Realistic Twitch events of one channel. */
export const twitchSamples = samplesOf(twitch, {
  headers: ({ type }) => ({
    'twitch-eventsub-message-type': type === 'revocation' ? type : 'notification',
    'twitch-eventsub-subscription-type': type === 'revocation' ? 'channel.follow' : type,
    'twitch-eventsub-subscription-version': '1',
    'twitch-eventsub-message-retry': '0',
  }),
  around: (type, event, { id, now }) => ({
    subscription: {
      id: `5c2e0f7a-94b1-4d68-a3e7-${id}`,
      type: type === 'revocation' ? 'channel.follow' : type,
      version: '1',
      status: type === 'revocation' ? 'authorization_revoked' : 'enabled',
      cost: 0,
      condition: { broadcaster_user_id: CHANNEL.broadcaster_user_id },
      created_at: new Date(now.getTime() - 86_400_000).toISOString(),
      transport: { method: 'webhook', callback: 'https://webhooks.example.com/hook' },
    },
    ...(type !== 'revocation' && { event }),
  }),
  bodies: {
    'stream.online': ({ id, now }) => ({ id: `90${id}`, ...CHANNEL, type: 'live', started_at: now.toISOString() }),
    'stream.offline': () => CHANNEL,
    'channel.follow': ({ id, now }) => ({
      user_id: `12${id}`,
      user_login: 'ada',
      user_name: 'Ada',
      ...CHANNEL,
      followed_at: now.toISOString(),
    }),
    revocation: () => ({}),
  } satisfies { readonly [Type in TwitchEventType]?: (at: SampleAt) => object },
});
