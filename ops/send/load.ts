import { setTimeout as sleep } from 'node:timers/promises';
import { UsageError } from '../exit.ts';
import type { LoadShape, SendArguments } from './arguments.ts';
import { giveAnswers } from './api-answers.ts';
import { deliver, UnreachableError, type Answer } from './deliver.ts';
import { follow, type ConsoleAddress } from './follow.ts';
import { inParallel } from '../../functions/src/core/in-parallel.ts';
import { randomId, sampleRequest } from './sample-event.ts';
import { addressOf, idsIn, isAcceptance, isRefusal } from './send.ts';
import { signing } from './signing.ts';
import type { Target } from './target.ts';

/** What became of a load. */
export interface LoadResult {
  readonly sent: number;
  /** Requests in a second: asked for, and reached. */
  readonly perSecond: { readonly wanted: number; readonly reached: number };
  /** Requests by the status of their answer; `none` counts those that were not answered. */
  readonly answers: Readonly<Record<string, number>>;
  /** Milliseconds from the moment that each request was due to its answer. */
  readonly latencyMs: Readonly<Record<'p50' | 'p95' | 'p99' | 'longest', number>>;
  /** Events by their status at the end; `lost` counts those that the console does not know. */
  readonly events: Readonly<Record<string, number>>;
  /** Whether every event was handled, or every spoiled request was refused. */
  readonly isGood: boolean;
}

/** Requests that may wait for their answers at a time. Later ones wait until one is answered. */
const MOST_OPEN = 128;

interface Sent {
  readonly answer: Answer | UnreachableError;
  readonly ids: readonly string[];
  readonly latencyMs: number;
  readonly startedMs: number;
}

/**
 * Sends different events to the local host at a steady rate, then waits until they are handled. A request that starts late,
 * since earlier ones are not answered, counts from the moment that it was due.
 * @throws {UsageError} for another endpoint than the local host's. @throws {UnreachableError} if nothing was answered.
 */
export async function load(
  target: Target,
  wanted: Pick<SendArguments, 'type' | 'file' | 'id' | 'secret' | 'fault' | 'assignments' | 'waitSeconds'>,
  { perSecond, seconds }: LoadShape,
): Promise<LoadResult> {
  const { console } = target;
  if (console === undefined) throw new UsageError('--rate is for the local host only: leave --url out.');
  const gapMs = 1000 / perSecond;
  const base = wanted.id ?? randomId();
  const start = performance.now();
  const sent = await inParallel(
    Array.from({ length: perSecond * seconds }, (_, index) => index),
    async (index): Promise<Sent> => {
      const dueMs = start + index * gapMs;
      await sleep(Math.max(0, dueMs - performance.now()));
      return sendOne(target, wanted, `${base}${index}`, dueMs);
    },
    MOST_OPEN,
  );
  const [first] = sent;
  if (first?.answer instanceof UnreachableError && sent.every(isUnanswered)) throw first.answer;
  const lastStartMs = sent.reduce((last, { startedMs }) => Math.max(last, startedMs), start) - start;
  const events = await ends(target, console, sent, wanted.waitSeconds * 1000);
  const isAsItShould = wanted.fault === undefined ? isAcceptance : isRefusal;
  return {
    sent: sent.length,
    perSecond: { wanted: perSecond, reached: sent.length / Math.max(seconds, (lastStartMs + gapMs) / 1000) },
    answers: countsOf(sent.map(({ answer }) => (answer instanceof UnreachableError ? 'none' : String(answer.status)))),
    latencyMs: latencies(sent.map(({ latencyMs }) => latencyMs)),
    events: countsOf(events),
    isGood:
      sent.every(({ answer }) => !(answer instanceof UnreachableError) && isAsItShould(answer)) &&
      events.every((status) => status === 'handled'),
  };
}

async function sendOne(
  target: Target,
  wanted: Pick<SendArguments, 'type' | 'file' | 'secret' | 'fault' | 'assignments'>,
  id: string,
  dueMs: number,
): Promise<Sent> {
  const startedMs = performance.now();
  const { fault, assignments } = wanted;
  const request = signing(target, wanted, (setup) =>
    sampleRequest(setup, { id, fault, assignments, now: new Date(), bytes: undefined }),
  );
  const answer = await giveAnswers(target, request.answers)
    .then(() => deliver(request, addressOf(request, target.endpoint)))
    .catch(unanswered);
  const latencyMs = performance.now() - dueMs;
  const isAccepted = !(answer instanceof UnreachableError) && isAcceptance(answer);
  const ids = isAccepted ? await idsIn(target, request, answer) : [];
  return { answer, ids, latencyMs, startedMs };
}

function unanswered(error: unknown): UnreachableError {
  if (error instanceof UnreachableError) return error;
  throw error;
}

function isUnanswered({ answer }: Sent): boolean {
  return answer instanceof UnreachableError;
}

/** The status of each event, once it is handled or given up on, or time is over. */
async function ends(
  { integration: { provider } }: Target,
  console: ConsoleAddress,
  sent: readonly Sent[],
  waitMs: number,
): Promise<readonly string[]> {
  const until = performance.now() + waitMs;
  return inParallel(
    sent.flatMap(({ ids }) => ids),
    async (id) => {
      const left = Math.max(0, until - performance.now());
      return (await follow(console, { provider, id }, left, () => undefined))?.status ?? 'lost';
    },
  );
}

function countsOf(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}

function latencies(unsorted: readonly number[]): LoadResult['latencyMs'] {
  const sorted = unsorted.toSorted((one, other) => one - other);
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), longest: at(1) };
}
