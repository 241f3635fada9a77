import { createHmac, randomBytes } from 'node:crypto';
import type { Samples } from '../../core/integration/samples.ts';
import type { SlackEventType } from './event.ts';

const HAPPENINGS = {
  app_mention: (ts) => ({
    type: 'app_mention',
    user: 'U061F7AUR',
    text: '<@U0LAN0Z89> is it everything a river should be?',
    ts,
    channel: 'C0LAN2Q65',
    event_ts: ts,
  }),
  message: (ts) => ({
    type: 'message',
    channel: 'C0LAN2Q65',
    channel_type: 'channel',
    user: 'U061F7AUR',
    text: 'Where do we go from here?',
    ts,
    event_ts: ts,
  }),
  reaction_added: (ts) => ({
    type: 'reaction_added',
    user: 'U061F7AUR',
    item: { type: 'message', channel: 'C0LAN2Q65', ts },
    reaction: 'eyes',
    item_user: 'U0G9QF9C6',
    event_ts: ts,
  }),
  app_uninstalled: () => ({ type: 'app_uninstalled' }),
} satisfies { readonly [Type in SlackEventType]?: (ts: string) => object };

/** Realistic Slack events, signed as Slack signs them. */
export const slackSamples: Samples = {
  types: Object.keys(HAPPENINGS),

  makeSecret() {
    const secret = randomBytes(16).toString('hex');
    return { configured: secret, signing: secret };
  },

  sample(type, { id, now }) {
    const seconds = Math.floor(now.getTime() / 1000);
    return JSON.stringify({
      token: 'not a secret any more: the signature is what counts',
      team_id: 'T061EG9R6',
      context_team_id: 'T061EG9R6',
      api_app_id: 'A0FFV41KK',
      event: isSampled(type) ? HAPPENINGS[type](`${seconds}.000200`) : { type },
      type: 'event_callback',
      event_id: `Ev${id}`,
      event_time: seconds,
      authorizations: [
        { enterprise_id: null, team_id: 'T061EG9R6', user_id: 'U0LAN0Z89', is_bot: true, is_enterprise_install: false },
      ],
      is_ext_shared_channel: false,
    });
  },

  request({ body, signing, now, url }) {
    const seconds = Math.floor(now.getTime() / 1000);
    const signature = createHmac('sha256', signing).update(`v0:${seconds}:`).update(body).digest('hex');
    return {
      method: 'POST',
      url,
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
        'x-slack-request-timestamp': String(seconds),
        'x-slack-signature': `v0=${signature}`,
      },
      body,
    };
  },
};

function isSampled(type: string): type is keyof typeof HAPPENINGS {
  return Object.hasOwn(HAPPENINGS, type);
}
