import { isRedrive, STEERING } from '../delivery.ts';
import { publishCommands } from '../durable/announce.ts';
import { released, withTime } from '../durable/decision.ts';
import { NewerVersion } from '../durable/fact-step.ts';
import { InstanceChange } from '../durable/instance-change.ts';
import type { InstanceState } from '../durable/instance-state.ts';
import type { SagaMessage } from '../durable/saga-message.ts';
import { PermanentError } from '../event/errors.ts';
import { titleOf } from '../event/names.ts';
import { failureOf } from '../ledger/failure.ts';
import type { Outcome, Received } from '../handle/handling.ts';
import { sagaTimeOf } from '../ports.ts';
import { Redeliver } from '../redelivery.ts';
import type { SagaWork } from './saga-work.ts';
import { park } from './parked.ts';

/**
 * A wake-up may come this much before its moment by the store's clock. One that is still earlier comes from a clock that is
 * fast: it must not fire timers, and the sweep sends another.
 */
const CLOCKS_DIFFER_MS = 5_000;

type WakeUp = Extract<SagaMessage, { readonly kind: 'wake-up' }>;

/**
 * Decides about instances at which something is due. A wake-up has no entry in the ledger: what it does follows from the
 * instance, so that a second delivery finds nothing left to do.
 */
export class WakeUps {
  readonly #work: SagaWork;

  constructor(work: SagaWork) {
    this.#work = work;
  }

  /** @throws {Redeliver} if a newer version of the saga has decided before. */
  async handle(received: Received, { saga, key, at }: WakeUp): Promise<Outcome> {
    const { definition, ports } = this.#work;
    const { delivery } = received;
    const log = received.log.with({ saga, consumer: definition.name });
    const durable = definition.durable[saga];
    if (durable === undefined) {
      // Another version of the bundle has this saga, or had it.
      await park({ saga, key }, ports.store, isRedrive(delivery));
      log.warn(`${titleOf(definition.provider)} Instance Parked`, { reason: 'this bundle has no such saga' });
      return 'nothing to do';
    }
    const decide = (state: InstanceState, now: number) => {
      const to = Math.max(now, Math.min(at, now + CLOCKS_DIFFER_MS));
      return isRedrive(delivery) && state.status === 'held'
        ? released(state, durable, to)
        : withTime(state, durable, to);
    };
    const change = InstanceChange.ofPresent({ saga, key, definition: durable }, decide);
    const fault = await this.#commit(change);
    if (fault !== undefined) return this.#held(received, change, fault);
    await publishCommands([change], ports);
    if (change.after === undefined) return 'nothing to do';
    const now = sagaTimeOf(ports)(ports.clock.now()).getTime();
    if (change.after.deaf === true && change.after.outbox.length === 0) {
      log.warn(`${titleOf(definition.provider)} Instance Without Beginning`, { key, facts: change.after.facts.length });
    }
    const text = change.removes ? 'Instance Removed' : 'Instance Woken';
    log.info(`${titleOf(definition.provider)} ${text}`, { lateMs: Math.max(0, now - at), status: change.after.status });
    return 'done';
  }

  /** @returns what the pipeline threw; nothing is written then. */
  async #commit(change: InstanceChange): Promise<PermanentError | undefined> {
    try {
      await this.#work.ports.store.write([change.mutation(sagaTimeOf(this.#work.ports))]);
      return undefined;
    } catch (error) {
      if (error instanceof NewerVersion) throw new Redeliver('newer-version', error.message);
      if (PermanentError.is(error)) return error;
      throw error;
    }
  }

  /** The letter first: an instance that is held without one would wait for a redrive that nobody can ask for. */
  async #held({ delivery, log }: Received, change: InstanceChange, fault: PermanentError): Promise<Outcome> {
    const { definition, ports, givingUp } = this.#work;
    const failure = { ...failureOf(change.instance.saga, fault), permanent: true };
    await givingUp.publish(delivery, [failure], { attempts: 1, redrive: delivery.attributes[STEERING.redrive] });
    await ports.store.write([change.holding(sagaTimeOf(ports))]);
    await publishCommands([change], ports);
    log.error(`${titleOf(definition.provider)} Instance Held`, {
      saga: change.instance.saga,
      consumer: definition.name,
      code: `${definition.provider}/dead-lettered`,
      reason: failure.message,
    });
    return 'dead';
  }
}
