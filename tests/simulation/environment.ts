import crypto from 'node:crypto';
import http from 'node:http';
import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers/promises';
import type { ServiceName } from './faults.ts';
import { current, type Activity } from './instance.ts';
import type { Network } from './network.ts';
import type { Random } from './random.ts';
import type { Appointment, Scheduler } from './scheduler.ts';

/** What a simulated process gets from its machine. */
export interface Machine {
  readonly scheduler: Scheduler;
  readonly network: Network;
  readonly random: Random;
}

let machine: Machine | undefined;

/** Gives the code of this thread another machine to run on, until it gets the next. */
export function runOn(next: Machine | undefined): void {
  machine = next;
}

const real = {
  Date,
  now: performance.now.bind(performance),
  random: Math.random,
  uuid: crypto.randomUUID,
  setTimeout,
  clearTimeout,
  setImmediate,
  clearImmediate,
};

/**
 * Replaces everything by which code of this thread could notice real time, chance or the network: clocks, timers,
 * random numbers and `node:http`. Libraries have no others. There is no way back, so a thread does this for itself only.
 */
export function takeOver(): void {
  // Nobody reads the stacks of errors that are part of a schedule, and they take longer than all else.
  Error.stackTraceLimit = 0;
  Object.assign(globalThis, {
    Date: SimulatedDate,
    setTimeout: (run: (...args: unknown[]) => void, ms = 0, ...args: unknown[]) =>
      machine === undefined ? real.setTimeout(run, ms, ...args) : new Timer(machine, ms, () => run(...args)),
    clearTimeout: clear(real.clearTimeout),
    setImmediate: (run: (...args: unknown[]) => void, ...args: unknown[]) =>
      machine === undefined ? real.setImmediate(run, ...args) : new Timer(machine, 0, () => run(...args)),
    clearImmediate: clear(real.clearImmediate),
    setInterval: () => {
      throw new Error('Intervals are not simulated.');
    },
  });
  Object.assign(Math, { random: () => machine?.random.next() ?? real.random() });
  Object.assign(performance, { now: () => machine?.scheduler.now ?? real.now() });
  Object.assign(AbortSignal, { timeout: abortedAfter });
  Object.assign(crypto, { randomUUID: () => machine?.random.uuid() ?? real.uuid() });
  Object.assign(timers, { setTimeout: delay });
  Object.assign(http, { request });
  syncBuiltinESMExports();
}

class SimulatedDate extends real.Date {
  constructor(value: string | number | Date = SimulatedDate.now()) {
    super(value);
  }

  static override now(): number {
    if (machine === undefined) return real.Date.now();
    return machine.scheduler.now + (current.getStore()?.instance.skewMs ?? 0);
  }
}

class Timer {
  readonly #machine: Machine;
  readonly #ms: number;
  readonly #run: () => void;
  readonly #activity: Activity | undefined = current.getStore();
  #appointment: Appointment;

  constructor(on: Machine, ms: number, run: () => void) {
    this.#machine = on;
    this.#ms = ms;
    this.#run = run;
    this.#appointment = on.scheduler.after(ms, this.#activity, run);
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  refresh(): this {
    this.cancel();
    this.#appointment = this.#machine.scheduler.after(this.#ms, this.#activity, this.#run);
    return this;
  }

  cancel(): void {
    this.#appointment.isCancelled = true;
  }
}

function clear<T>(clearReal: (timer: T) => void): (timer: T | Timer | undefined) => void {
  return (timer) => {
    if (timer instanceof Timer) timer.cancel();
    else if (timer !== undefined) clearReal(timer);
  };
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

function abortedAfter(ms: number): AbortSignal {
  const controller = new AbortController();
  setTimeout(() => controller.abort(new DOMException('The operation timed out.', 'TimeoutError')), ms);
  return controller.signal;
}

/** Of what `node:http` offers, as much as the project's own client uses. */
interface Answer {
  readonly statusCode: number;
  on(event: string, listener: (chunk: Buffer) => void): void;
}

function request(
  url: string,
  { signal }: { readonly signal?: AbortSignal },
  onAnswer: (answer: Answer) => void,
): object {
  let onError: (error: Error) => void = () => undefined;
  const { hostname, pathname } = addressIn(url);
  const end = (body = '') => {
    const activity = current.getStore();
    if (machine === undefined || activity === undefined) throw new Error(`A request to ${url} leaves the simulation.`);
    const failed = (error: Error) => signal?.aborted || onError(error);
    // The project's own clients have turned away by then; a handler waits for it.
    if (hostname === 'provider')
      signal?.addEventListener('abort', () => onError(new Error('The request was aborted.')), { once: true });
    machine.network.send({
      service: hostname,
      path: pathname,
      body,
      activity,
      failed,
      answered: ({ status, body: content }) => {
        if (signal?.aborted) return;
        const listeners = new Map<string, (chunk: Buffer) => void>();
        onAnswer({ statusCode: status, on: (event, listener) => void listeners.set(event, listener) });
        const chunk = Buffer.from(JSON.stringify(content));
        listeners.get('data')?.(chunk);
        listeners.get('end')?.(chunk);
      },
    });
  };
  return {
    on: (_event: 'error', listener: (error: Error) => void) => {
      onError = listener;
    },
    end,
  };
}

/** Services are addressed as `http://firestore`. */
function addressIn(url: string): { readonly hostname: ServiceName; readonly pathname: string } {
  const service = SERVICES.find((name) => url.startsWith(`http://${name}/`));
  if (service === undefined) throw new Error(`${url} is nowhere in the simulation.`);
  return { hostname: service, pathname: url.slice(`http://${service}`.length) };
}

const SERVICES: readonly ServiceName[] = ['firestore', 'pubsub', 'provider'];
