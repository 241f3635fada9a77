import { randomBytes } from 'node:crypto';
import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import type { SlackEventType } from './event.ts';
import { slack } from './index.ts';

/** Realistic Slack events. */
export const slackSamples = samplesOf(slack, {
  secret: () => randomBytes(16).toString('hex'),
  headers: () => ({ 'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)' }),
  around: (_type, event, { id, now }) => ({
    token: 'no longer a secret: the signature counts',
    team_id: 'T061EG9R6',
    context_team_id: 'T061EG9R6',
    api_app_id: 'A0FFV41KK',
    event,
    type: 'event_callback',
    event_id: `Ev${id}`,
    event_time: secondsOf(now),
    authorizations: [
      { enterprise_id: null, team_id: 'T061EG9R6', user_id: 'U0LAN0Z89', is_bot: true, is_enterprise_install: false },
    ],
    is_ext_shared_channel: false,
  }),
  bodies: {
    app_mention: (at) => ({
      type: 'app_mention',
      user: 'U061F7AUR',
      text: '<@U0LAN0Z89> is it everything a river should be?',
      ts: stampOf(at),
      channel: 'C0LAN2Q65',
      event_ts: stampOf(at),
    }),
    message: (at) => ({
      type: 'message',
      channel: 'C0LAN2Q65',
      channel_type: 'channel',
      user: 'U061F7AUR',
      text: 'Where do we go from here?',
      ts: stampOf(at),
      event_ts: stampOf(at),
    }),
    reaction_added: (at) => ({
      type: 'reaction_added',
      user: 'U061F7AUR',
      item: { type: 'message', channel: 'C0LAN2Q65', ts: stampOf(at) },
      reaction: 'eyes',
      item_user: 'U0G9QF9C6',
      event_ts: stampOf(at),
    }),
    app_uninstalled: () => ({ type: 'app_uninstalled' }),
  } satisfies { readonly [Type in SlackEventType]?: (at: SampleAt) => object },
});

function secondsOf(now: Date): number {
  return Math.floor(now.getTime() / 1000);
}

/** Slack's time format, which also identifies a message. */
function stampOf({ now }: SampleAt): string {
  return `${secondsOf(now)}.000200`;
}
