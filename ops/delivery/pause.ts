import type { ConsumerPause } from '../../functions/src/core/inspect/pauses.ts';
import { retentionSeconds } from './differences.ts';
import { backlogOf, oldestUnackedSecondsOf } from './google/backlog.ts';
import { textAt, type JsonObject } from './google/json.ts';
import { GoogleApiError, type GoogleRest } from './google/rest.ts';
import { noteIn, withNote, withoutNote, type PauseNote } from './pause-note.ts';
import type { DeliveryTarget, SubscriptionState } from './ports.ts';

/** Whether a subscription is paused. */
export type PauseState =
  | { readonly status: 'delivering' }
  | { readonly status: 'paused'; readonly since: string }
  /** It delivers, although its labels say that it is paused: a deploy, or somebody, has put the endpoint back. */
  | { readonly status: 'lifted'; readonly since: string }
  /** It has no push endpoint, and does not say which one it had. */
  | { readonly status: 'unaddressed' };

/** How a subscription behind a function stands. Pure. */
export function pauseStateOf({
  pushConfig,
  labels = {},
}: Pick<SubscriptionState, 'pushConfig' | 'labels'>): PauseState {
  const note = noteIn(labels);
  if (hasEndpoint(pushConfig))
    return note === undefined ? { status: 'delivering' } : { status: 'lifted', ...dated(note) };
  return note === undefined ? { status: 'unaddressed' } : { status: 'paused', ...dated(note) };
}

/** A subscription that delivers, made to keep everything instead. @param since RFC 3339, when the pause began. Pure. */
export function pausedTarget(
  { pushConfig = {}, labels = {} }: Pick<SubscriptionState, 'pushConfig' | 'labels'>,
  since: string,
): DeliveryTarget {
  return { pushConfig: {}, labels: withNote(labels, { since, pushConfig }) };
}

/** The same, delivering as it did before; the endpoint that a deploy has put there since stays. Pure. */
export function resumedTarget({
  pushConfig = {},
  labels = {},
}: Pick<SubscriptionState, 'pushConfig' | 'labels'>): DeliveryTarget {
  const before = hasEndpoint(pushConfig) ? pushConfig : noteIn(labels)?.pushConfig;
  return { pushConfig: before ?? {}, labels: withoutNote(labels) };
}

/** A consumer whose subscription is paused. */
export interface PausedConsumer {
  /** Deployed name. */
  readonly consumer: string;
  /** Full name. */
  readonly subscription: string;
  readonly since: string;
  /** How long it keeps a message. */
  readonly keptSeconds: number;
}

/** The pause of a subscription that delivers to a consumer; undefined if it is none. Pure. */
export function pausedConsumer(
  consumer: string,
  subscription: string,
  state: SubscriptionState,
): PausedConsumer | undefined {
  const pause = pauseStateOf(state);
  if (pause.status === 'delivering' || pause.status === 'unaddressed') return undefined;
  return { consumer, subscription, since: pause.since, keptSeconds: retentionSeconds(state) };
}

/** Where Cloud Monitoring is asked. */
interface Measuring {
  readonly rest: GoogleRest;
  readonly base: string;
  readonly projectId: string;
  readonly now: Date;
}

/** What waits because of a pause, by the last measurement: some minutes old. */
export async function measuredPause(
  { consumer, subscription, since, keptSeconds }: PausedConsumer,
  { rest, base, projectId, now }: Measuring,
): Promise<ConsumerPause> {
  const pause = { consumer, since };
  const keptUntil = (from: number) => new Date(from + keptSeconds * 1000).toISOString();
  try {
    const measured = { projectId, subscription, now };
    const waiting = await backlogOf(rest, base, measured);
    if (waiting === 0) return { ...pause, waiting };
    const oldest = await oldestUnackedSecondsOf(rest, base, measured);
    return { ...pause, waiting, dropsAt: keptUntil(now.getTime() - oldest * 1000) };
  } catch (error) {
    if (!(error instanceof GoogleApiError)) throw error;
    return { ...pause, dropsAt: keptUntil(Date.parse(since)) };
  }
}

function hasEndpoint(pushConfig: JsonObject | undefined): boolean {
  return textAt(pushConfig, 'pushEndpoint') !== undefined;
}

function dated({ since }: PauseNote): { readonly since: string } {
  return { since };
}
