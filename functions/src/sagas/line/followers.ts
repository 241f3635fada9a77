import { mergeMap } from 'rxjs';
import { asOfEvent, isOfType, isText, saga } from 'integration-service';
import { isLineEventOfType, LineEvent } from 'integration-service/line';
import { UpdateFollower } from '../shared/followers.ts';

/** Keeps `followers` up to date with LINE: which users are friends of the account, and have not blocked it. */
export const followers = saga((events$) =>
  events$.pipe(
    isOfType(LineEvent),
    isLineEventOfType('follow', 'unfollow'),
    mergeMap((event) => {
      const { provider, source } = event.envelope;
      const userId = event.event.source?.userId;
      if (!isText(userId)) return [];
      const account = source.split('/').at(-1) ?? '';
      const following = event.event.type === 'follow';
      return [new UpdateFollower({ provider, account, userId, following }, asOfEvent(event))];
    }),
  ),
);
