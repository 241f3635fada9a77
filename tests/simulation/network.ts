import type { RestReply } from '../../functions/src/testing/fake-rest-server.ts';
import { refusal } from '../../functions/src/testing/fake-rest-server.ts';
import type { Fate, Faults, ServiceName } from './faults.ts';
import type { Activity } from './instance.ts';
import type { Journal } from './journal.ts';
import type { Random } from './random.ts';
import type { Scheduler } from './scheduler.ts';

/** A request on its way. */
export interface Call {
  readonly service: ServiceName;
  /** Of its URL, from the slash on. */
  readonly path: string;
  readonly body: string;
  readonly activity: Activity;
  readonly answered: (reply: RestReply) => void;
  readonly failed: (error: Error) => void;
}

/** What answers the requests to one service. */
export type Service = (path: string, body: string, activity: Activity, fate: Fate) => RestReply;

interface NetworkParts {
  readonly random: Random;
  readonly scheduler: Scheduler;
  readonly faults: Faults;
  readonly journal: Journal;
}

/** Longer than every lease. */
const LATEST_MS = 150_000;
/** Firestore waits that long for a lock. */
const LOCK_MS = 2_000;

/** Carries requests between instances and services, or not. */
export class Network {
  readonly services = new Map<ServiceName, Service>();
  readonly #parts: NetworkParts;

  constructor(parts: NetworkParts) {
    this.#parts = parts;
  }

  send(call: Call): void {
    const { scheduler, faults, journal } = this.#parts;
    const { instance } = call.activity;
    if (!instance.isAlive) return;
    const crash = faults.crash();
    if (crash !== undefined) {
      instance.kill();
      journal.note(call.activity.name, () => `is killed ${crash} it sends ${nameOf(call)}`);
      if (crash === 'before') return;
    }
    if (faults.stalls()) {
      const ms = faults.freezeMs();
      instance.freeze(scheduler.now + ms);
      journal.note(call.activity.name, () => `stalls for ${ms} ms as it sends ${nameOf(call)}`);
    }
    this.#carry(call, faults.fateOf(call.service));
  }

  #carry(call: Call, fate: Fate): void {
    const { random, journal } = this.#parts;
    const way = () => random.duration(1, 60);
    // A service that has trouble takes its time.
    const trouble = () => random.duration(20, 4_000);
    if (fate !== 'done') journal.note(call.activity.name, () => `${nameOf(call)} is going to be ${fate}`);
    switch (fate) {
      case 'done':
        return this.#deliver(call, fate, way(), (reply) => this.#answer(call, way(), reply));
      case 'late':
        return this.#deliver(call, fate, random.duration(2_000, LATEST_MS), (reply) =>
          this.#answer(call, way(), reply),
        );
      case 'lost':
        return this.#deliver(call, fate, way(), () => this.#fail(call, way()));
      case 'silent':
        if (random.chance(0.5)) this.#deliver(call, fate, random.duration(1, LATEST_MS), () => undefined);
        return;
      case 'unsent':
        return this.#fail(call, trouble());
      case 'refused':
        return this.#answer(call, trouble(), refusal(503, 'UNAVAILABLE'));
      case 'locked':
        return this.#answer(call, LOCK_MS, refusal(409, 'ABORTED'));
    }
  }

  /** The service goes on if the sender dies. */
  #deliver(call: Call, fate: Fate, ms: number, then: (reply: RestReply) => void): void {
    const { scheduler, journal } = this.#parts;
    scheduler.after(ms, undefined, () => {
      const service = this.services.get(call.service);
      if (service === undefined) throw new Error(`Nobody answers for ${call.service}.`);
      const reply = service(call.path, call.body, call.activity, fate);
      journal.note(call.activity.name, () => `${nameOf(call)} → ${reply.status} ${statusOf(reply)}`);
      then(reply);
    });
  }

  #answer(call: Call, ms: number, reply: RestReply): void {
    this.#parts.scheduler.after(ms, call.activity, () => call.answered(reply));
  }

  #fail(call: Call, ms: number): void {
    const error = new Error('The connection was reset.');
    this.#parts.scheduler.after(ms, call.activity, () => call.failed(error));
  }
}

function nameOf({ service, path }: Call): string {
  return `${service} ${path.slice(path.lastIndexOf('/') + 1)}`;
}

function statusOf({ status, body }: RestReply): string {
  return status === 200 ? '' : (/"status":"(\w+)"/.exec(JSON.stringify(body))?.[1] ?? '');
}
