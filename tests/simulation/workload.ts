import { isJsonObject } from '../../functions/src/core/event/json.ts';
import { buildEvent, encodeEvent, type OutgoingMessage } from '../../functions/src/core/event/platform-event.ts';
import type { Random } from './random.ts';

export const PROVIDER = 'acme';
/** The consumers of the provider's topic, each with its own saga and tasks. */
export const CONSUMERS = ['acme-onAcmeEvent', 'acme-onSide'] as const;
export type ConsumerName = (typeof CONSUMERS)[number];

/** The steps that tasks are; a saga's are `steps/<type>/<key>`. */
export const TASKS = { act: 'audit', change: 'tally' } as const;
export const SAGA = 'steps';

/** What changes records and nothing else: increments, changes of the same records, and records that guard themselves. */
const CHANGES = ['count', 'countTwo', 'newest', 'once', 'add', 'touch', 'nothing'] as const;
const ACTS = [...CHANGES, 'read', 'effect', 'forgetfulEffect', 'slow'] as const;
/** How a deed fails: for now, for good, in its change of a record, or by a record that no store can keep. */
const FAULTS = ['transient', 'permanent', 'mutator', 'place'] as const;
/** How long an API may ask to be left alone: not at all, for less than a sweep takes to come, or for longer. */
const WAITS_MS = [0, 20_000, 90_000, 600_000] as const;

/** What one command or task does. */
export interface Deed {
  /** Unique among those of one event. */
  readonly key: string;
  readonly kind: (typeof ACTS)[number];
  /** Whether its handler may do everything, or only change records. */
  readonly by: 'act' | 'change';
  /** The record that it changes. */
  readonly target: string;
  readonly fault: (typeof FAULTS)[number] | 'later';
  /** For how long it asks to be left alone, if that is its fault. */
  readonly waitMs?: number;
  /** How many runs fail before one succeeds. More than anybody tries: until it is fixed. */
  readonly failures: number;
}

/** The native event: it says what is to be done for it. */
export interface Deeds {
  /** By consumer. */
  readonly steps: Readonly<Record<ConsumerName, readonly Deed[]>>;
  readonly tasks: Readonly<Record<ConsumerName, readonly Deed[]>>;
  /** How many plans fail because the saga throws, and whether for good. */
  readonly sagaFailures: Readonly<Record<ConsumerName, number>>;
  readonly isSagaFaultPermanent: boolean;
}

/** Whether the data of an envelope is an event of this workload. */
export function isDeeds(data: unknown): data is Deeds {
  return isJsonObject(data) && 'steps' in data;
}

/** A message of the topic: an event, or bytes that are none. */
export interface Message extends OutgoingMessage {
  /** Id of the occurrence: that of the event, or of its sibling. */
  readonly eventId: string | undefined;
  readonly deeds: Deeds | undefined;
  /** When the provider's webhook brings it, in milliseconds from the start. */
  readonly at: number;
}

/** Until it is fixed. */
export const ALWAYS = 1_000;

/** How many events the provider reports a second time, by a sibling with its own id. */
const SIBLINGS = 0.15;

/**
 * The events of one schedule.
 * @param siblings Decides which events have siblings. Its numbers are separate, so that an event without one has the same
 *   schedule as before.
 * @param patience Decides which deeds ask to be tried again later, if any may.
 */
export function messagesOf(random: Random, now: number, siblings: Random, patience?: Random): readonly Message[] {
  // In some schedules all events come at once and want the same records.
  const isBurst = random.chance(0.2);
  const messages = Array.from({ length: isBurst ? 4 : random.pick([1, 1, 2, 2, 3]) }, (_unused, index): Message => {
    const at = isBurst || random.chance(0.5) ? 0 : random.duration(10, 60_000);
    if (random.chance(0.06)) return poison(random, index, at);
    const deeds = puttingOff(deedsOf(random, isBurst ? 1 : random.pick([0, 0.5, 1])), patience);
    const eventId = `e${index}`;
    const time = new Date(now + random.between(0, 3) * 1000);
    return { ...eventMessage({ id: eventId, time }, deeds, now), eventId, deeds, at };
  });
  return messages.flatMap((message) => (siblings.chance(SIBLINGS) ? withSibling(message, now, siblings) : [message]));
}

function eventMessage(about: { id: string; time: Date; occurrence?: string }, deeds: Deeds, now: number) {
  const described = { type: 'thing.changed', source: '//acme.example', ...about };
  return encodeEvent(buildEvent(PROVIDER, described, { receivedAt: new Date(now) }), json(deeds));
}

/** The same occurrence in the provider's other style of events: at once, before or after it. */
function withSibling(message: Message, now: number, random: Random): readonly Message[] {
  const { eventId, deeds, at, attributes } = message;
  if (eventId === undefined || deeds === undefined) return [message];
  const about = { id: `thin-${eventId}`, time: new Date(attributes['time'] ?? 0), occurrence: eventId };
  const sibling: Message = { ...eventMessage(about, deeds, now), eventId, deeds, at };
  const later = { at: at + random.duration(10, 60_000) };
  return random.pick([
    [message, sibling],
    [sibling, message],
    [message, { ...sibling, ...later }],
    [sibling, { ...message, ...later }],
  ]);
}

function poison(random: Random, index: number, at: number): Message {
  const about = { id: `p${index}`, type: 'thing.changed', time: new Date(0), source: '//acme.example' };
  const reception = { receivedAt: new Date(0) };
  const message = random.pick([
    { data: Buffer.from('no event'), attributes: {} },
    encodeEvent(buildEvent('another', about, reception), json({})),
    encodeEvent(buildEvent(PROVIDER, about, reception), json({})),
  ]);
  return { ...message, eventId: undefined, deeds: undefined, at };
}

/** @param changing How many of the commands only change records. */
function deedsOf(random: Random, changing: number): Deeds {
  const [main, side] = CONSUMERS;
  const by = () => (random.chance(changing) ? 'change' : 'act');
  const steps = () => Array.from({ length: random.between(0, 3) }, (_unused, index) => deed(random, `k${index}`, by()));
  const tasks = () =>
    (['act', 'change'] as const)
      .filter((kind) => random.chance(kind === 'act' ? 0.25 * (1 - changing) : 0.25))
      .map((kind) => deed(random, TASKS[kind], kind));
  const sagaFailures = () => (random.chance(0.1) ? random.pick([1, 2, ALWAYS]) : 0);
  return {
    steps: { [main]: steps(), [side]: steps() },
    tasks: { [main]: tasks(), [side]: tasks() },
    sagaFailures: { [main]: sagaFailures(), [side]: sagaFailures() },
    isSagaFaultPermanent: random.chance(0.3),
  };
}

function deed(random: Random, key: string, by: Deed['by']): Deed {
  const fails = random.chance(0.3);
  return {
    key,
    kind: random.pick(by === 'change' ? CHANGES : ACTS),
    by,
    target: `t${random.between(0, 1)}`,
    fault: random.pick(FAULTS),
    failures: fails ? random.pick([1, 2, ALWAYS, ALWAYS]) : 0,
  };
}

/** Some deeds as those of an API that says when to try again. */
function puttingOff(deeds: Deeds, patience: Random | undefined): Deeds {
  if (patience === undefined) return deeds;
  const [main, side] = CONSUMERS;
  const some = (of: Deeds['steps']) => ({
    [main]: of[main].map((one) => putOff(one, patience)),
    [side]: of[side].map((one) => putOff(one, patience)),
  });
  return { ...deeds, steps: some(deeds.steps), tasks: some(deeds.tasks) };
}

/** What only changes records cannot ask for that. */
function putOff(deed: Deed, random: Random): Deed {
  if (deed.by !== 'act' || !random.chance(0.5)) return deed;
  return {
    ...deed,
    fault: 'later',
    failures: random.chance(0.05) ? ALWAYS : random.between(1, 3),
    waitMs: random.pick(WAITS_MS),
  };
}

function json(value: object): Buffer {
  return Buffer.from(JSON.stringify(value));
}
