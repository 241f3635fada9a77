import { subjectOfAccount } from '../../functions/src/core/event/account.ts';
import { messageOf } from '../../functions/src/core/event/error-text.ts';
import type { EventReader } from '../../functions/src/core/inspect/event-reader.ts';
import type { Receiver, VerifiedReader } from '../../functions/src/core/inspect/verified.ts';
import { Failure } from '../exit.ts';
import type { Waiting } from './arrival.ts';

/** The stated time: how long no event may have been verified with the old secret alone before its webhook is removed. */
export const QUIET_MINUTES = 10;

const MINUTE_MS = 60_000;
const QUIET_MS = QUIET_MINUTES * MINUTE_MS;
/** Until then, the same event may still come by the other webhook, and lines may still come into the log. */
const LATE_MS = MINUTE_MS;
/** By how much the new webhook may have been the faster one. */
const EARLY_MS = 5 * MINUTE_MS;

/** Whose old secret is looked for. */
export interface OldSecret extends Receiver {
  readonly title: string;
  /** Since then, no instance is without the new secret. */
  readonly heldAt: Date;
}

/** What tells whether an old secret is in use. */
export interface UsePorts extends Waiting {
  readonly verified: VerifiedReader;
  readonly events: Pick<EventReader, 'events'>;
  readonly tell: (text: string) => void;
}

/**
 * Waits until the webhook with the old secret has brought nothing for {@link QUIET_MINUTES} that the new one did not bring,
 * too. As long as there are both, each event comes by both, so an event that both secrets verified does not count.
 * @returns why it cannot be measured; undefined: the old secret is not needed any more.
 */
export async function untilUnneeded({ heldAt, ...whose }: OldSecret, ports: UsePorts): Promise<string | undefined> {
  const { tell, wait, now } = ports;
  const { title } = whose;
  for (;;) {
    const at = now();
    const since = new Date(Math.max(heldAt.getTime(), at.getTime() - QUIET_MS - LATE_MS));
    let alone: readonly Date[];
    try {
      alone = await verifiedAlone({ ...whose, since, until: new Date(at.getTime() - LATE_MS) }, ports);
    } catch (error) {
      if (error instanceof Failure) return messageOf(error);
      throw error;
    }
    const last = alone.reduce((latest, one) => Math.max(latest, one.getTime()), heldAt.getTime());
    const due = last + QUIET_MS + LATE_MS;
    if (at.getTime() >= due) return undefined;
    const found =
      alone.length === 0
        ? ''
        : `${alone.length} of its events came by the old webhook alone, the last one at ${new Date(last).toISOString()}. `;
    tell(
      `${found}Waiting until ${new Date(due).toISOString()}: the first webhook is removed once no event of ${title} was verified with the old secret alone for ${QUIET_MINUTES} minutes. You may interrupt this: both secrets are accepted, and the next run goes on here.`,
    );
    await wait(due - at.getTime());
  }
}

/** When events were verified with the old secret, and not with the new one. @throws {Failure} if nothing tells it. */
async function verifiedAlone(
  {
    provider,
    account,
    title,
    since,
    until,
  }: Omit<OldSecret, 'heldAt'> & { readonly since: Date; readonly until: Date },
  { verified, events }: UsePorts,
): Promise<readonly Date[]> {
  const seen = await verified.verified({ provider, account }, new Date(since.getTime() - EARLY_MS));
  // No line proves nothing: the log may be filtered, or the level too high.
  const subject = account === undefined ? {} : { subject: subjectOfAccount(account) };
  if (seen.length === 0 && (await events.events({ provider, since, limit: 1, ...subject })).events.length > 0) {
    throw new Failure(`Events of ${title} arrived, and the log does not hold the lines that say by which secret.`);
  }
  const byNew = new Set(seen.filter(({ isOld }) => !isOld).map(({ id }) => id));
  return seen.filter(({ id, at, isOld }) => isOld && at >= since && at <= until && !byNew.has(id)).map(({ at }) => at);
}
