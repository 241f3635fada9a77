import { mergeMap } from 'rxjs';
import { asOfEvent, idIn, isOfType, saga } from 'integration-service';
import { isTelegramEventOfType, TelegramEvent } from 'integration-service/telegram';
import { UpdateFollower } from '../shared/followers.ts';

/** Keeps `followers` up to date with Telegram: which users have started the bot, and have not blocked it. */
export const followers = saga((events$) =>
  events$.pipe(
    isOfType(TelegramEvent),
    isTelegramEventOfType('my_chat_member'),
    mergeMap((event) => {
      const { chat, new_chat_member: bot } = event.event.my_chat_member ?? {};
      const [userId, account] = [idIn(chat?.id), idIn(bot?.user?.id)];
      // In a group it is about the bot as a member.
      if (chat?.type !== 'private' || userId === undefined || account === undefined) return [];
      const follower = { provider: event.envelope.provider, account, userId, following: bot.status === 'member' };
      return [new UpdateFollower(follower, asOfEvent(event))];
    }),
  ),
);
