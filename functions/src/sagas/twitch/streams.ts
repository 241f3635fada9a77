import { mergeMap } from 'rxjs';
import { type AsOf, asOfEvent, Command, idIn, isOfType, newest, RANK, recordHandler, saga } from 'integration-service';
import { isTwitchEventOfType, TwitchEvent } from 'integration-service/twitch';
import { textOrNull } from '../shared/fields.ts';
import { recordIdOf } from '../shared/record-id.ts';
import { utcOf } from '../shared/times.ts';

/** A channel, in `streams/twitch:{its id}`. */
export type StreamRecord = {
  readonly provider: 'twitch';
  readonly channelId: string;
  readonly channelName: string | null;
  readonly live: boolean;
  /** RFC 3339; null if nothing is on. */
  readonly startedAt: string | null;
};

/** Keeps in `streams` which channels are live. */
export const streams = saga((events$) =>
  events$.pipe(
    isOfType(TwitchEvent),
    isTwitchEventOfType('stream.online', 'stream.offline'),
    mergeMap((event) => {
      const stream = event.event.event;
      const channelId = idIn(stream?.broadcaster_user_id);
      if (channelId === undefined) return [];
      const live = event.envelope.eventtype === 'stream.online';
      const record = {
        provider: 'twitch',
        channelId,
        channelName: textOrNull(stream.broadcaster_user_name),
        live,
        startedAt: 'started_at' in stream ? utcOf(stream.started_at) : null,
      } as const;
      return [new SyncStream(record, asOfEvent(event, live ? RANK.creation : RANK.end))];
    }),
  ),
);

export class SyncStream extends Command {
  static readonly type = 'SyncStream';
  readonly stream: StreamRecord;
  readonly asOf: AsOf;

  constructor(stream: StreamRecord, asOf: AsOf) {
    super();
    this.stream = stream;
    this.asOf = asOf;
  }
}

export const syncStream = recordHandler(SyncStream, ({ stream, asOf }, records) => {
  const change = newest(asOf, () => ({ ...stream }));
  records.update('streams', recordIdOf('twitch', stream.channelId), change);
});
