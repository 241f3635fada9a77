import { EMPTY, mergeMap, of } from 'rxjs';
import { asOfEvent, isOfType, RANK, saga } from 'integration-service';
import { isOktaEventOfType, OktaEvent } from 'integration-service/okta';
import { listIn, textIn } from '../shared/fields.ts';
import { SyncIdentity } from '../shared/identities.ts';

/**
 * The status after each lifecycle event, and its rank within one millisecond: creating and activating a user is often
 * one click.
 */
const STEPS = {
  'user.lifecycle.create': { status: 'pending', rank: RANK.creation },
  'user.lifecycle.activate': { status: 'active', rank: RANK.update },
  // Restarts an activation that was not completed.
  'user.lifecycle.reactivate': { status: 'pending', rank: RANK.update },
  'user.lifecycle.unsuspend': { status: 'active', rank: RANK.update },
  'user.lifecycle.suspend': { status: 'suspended', rank: RANK.update },
  'user.lifecycle.deactivate': { status: 'deactivated', rank: RANK.update },
  'user.lifecycle.delete.initiated': { status: 'deleted', rank: RANK.end },
} as const;

/**
 * Keeps `identities` up to date with Okta: who may sign in. Lifecycle events that Okta reports as failed or skipped
 * change nothing. Profile changes are not tracked, because Okta's event says that a profile changed, but not to what.
 */
export const userLifecycle = saga((events$) =>
  events$.pipe(
    isOfType(OktaEvent),
    isOktaEventOfType(
      'user.lifecycle.create',
      'user.lifecycle.activate',
      'user.lifecycle.reactivate',
      'user.lifecycle.unsuspend',
      'user.lifecycle.suspend',
      'user.lifecycle.deactivate',
      'user.lifecycle.delete.initiated',
    ),
    mergeMap((event) => {
      const { eventType, target, outcome } = event.event;
      const user = listIn(target).find(({ type }) => type === 'User');
      if (user === undefined || (outcome?.result !== undefined && outcome.result !== 'SUCCESS')) return EMPTY;
      const { status, rank } = STEPS[eventType];
      const identity = {
        provider: event.envelope.provider,
        source: event.envelope.source,
        userId: user.id,
        status,
        // The login, which is an email address unless an administrator has configured it otherwise.
        email: emailIn(user.alternateId),
        name: user.displayName ?? null,
        externalId: null,
        organization: null,
      };
      return of(new SyncIdentity(identity, asOfEvent(event, rank)));
    }),
  ),
);

function emailIn(login: unknown): string | null {
  const text = textIn(login);
  return text.includes('@') ? text : null;
}
