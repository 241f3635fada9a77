import { mergeMap } from 'rxjs';
import { Command, recordHandler, ifAbsent, isOfType, saga } from 'integration-service';
import { isSlackEventOfType, SlackEvent } from 'integration-service/slack';
import { recordIdOf } from '../shared/record-id.ts';

/** A message in a channel that mentions the app. */
export interface Mention {
  /** The workspace that the event was delivered for. */
  readonly team: string;
  readonly channel: string;
  /** Slack's time of the message, which is its id within the channel. */
  readonly ts: string;
  /** The thread to answer in: the message's own `ts` if it starts one. */
  readonly thread: string;
  /** Null if an app or a workflow wrote it. */
  readonly user: string | null;
  readonly text: string;
}

/** Puts a mention into the collection `mentions`, an inbox of messages that wait for an answer. */
export class RecordMention extends Command {
  static readonly type = 'RecordMention';
  readonly mention: Mention;

  constructor(mention: Mention) {
    super();
    this.mention = mention;
  }
}

// A mention that is already recorded keeps what was added to its record since.
export const recordMention = recordHandler(RecordMention, ({ mention }, records) => {
  const { team, channel, ts } = mention;
  const id = recordIdOf('slack', `${team}:${channel}:${ts}`);
  records.update(
    'mentions',
    id,
    ifAbsent(() => ({ ...mention, answered: false })),
  );
});

/** Records in `mentions` each Slack message that mentions the app. */
export const mentions = saga((events$) =>
  events$.pipe(
    isOfType(SlackEvent),
    isSlackEventOfType('app_mention'),
    mergeMap(({ event }) => {
      const { channel, ts, thread_ts, user, text } = event.event;
      const team = event.team_id || event.context_team_id;
      if (!team || !channel || !ts) return [];
      const place = { team, channel, ts, thread: thread_ts || ts };
      return [new RecordMention({ ...place, user: user || null, text: text ?? '' })];
    }),
  ),
);
