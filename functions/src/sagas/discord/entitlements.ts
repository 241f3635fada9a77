import { mergeMap } from 'rxjs';
import { idIn, isOfType, saga } from 'integration-service';
import { DiscordEvent, isDiscordEventOfType } from 'integration-service/discord';
import { textOrNull } from '../shared/fields.ts';
import { UpdateSubscription } from '../shared/subscriptions.ts';
import { utcOf } from '../shared/times.ts';

/** What Discord calls an entitlement that somebody made to try the app. */
const TEST_PURCHASE = 4;

/** Keeps `subscriptions` up to date with what users and guilds bought in a Discord app. */
export const entitlements = saga((events$) =>
  events$.pipe(
    isOfType(DiscordEvent),
    isDiscordEventOfType('ENTITLEMENT_CREATE', 'ENTITLEMENT_UPDATE', 'ENTITLEMENT_DELETE'),
    mergeMap((event) => {
      const { type, data: entitlement } = event.event.event;
      const id = idIn(entitlement?.id);
      if (!entitlement || id === undefined) return [];
      const until = utcOf(entitlement.ends_at);
      const isOver = until !== null && Date.parse(until) <= Date.parse(event.envelope.time);
      const hasEnded = type === 'ENTITLEMENT_DELETE' || entitlement.deleted === true || isOver;
      const update = new UpdateSubscription(
        {
          provider: 'discord',
          id,
          account: textOrNull(entitlement.application_id),
          customer: textOrNull(entitlement.user_id) ?? textOrNull(entitlement.guild_id),
          status: hasEnded ? 'ended' : 'active',
          providerStatus: type,
          product: textOrNull(entitlement.sku_id),
          cancelAtPeriodEnd: until !== null && !hasEnded,
          currentPeriodEnd: until,
          endedAt: hasEnded ? (until ?? event.envelope.time) : null,
          livemode: typeof entitlement.type === 'number' ? entitlement.type !== TEST_PURCHASE : null,
          createdAt: utcOf(entitlement.starts_at),
        },
        event,
      );
      return [update];
    }),
  ),
);
