import type { IntegrationEvent } from '../core/event/integration-event.ts';
import { planFor, type BusinessLogic } from '../core/handle/plan.ts';
import { stagedBy, stagingContext } from '../core/handle/staging.ts';
import { MemoryStore } from './memory-store.ts';
import { NO_KEYS } from './service-sources.ts';

/**
 * Runs events through business logic one after the other, as a consumer does, and returns the store with the
 * records that came of it. There is no API key: a test that needs an SDK client replaces it.
 * @throws what a saga or a handler throws: a test that expects none sees it.
 * @example
 * using _ = resendClient.replace(fake);
 * const store = await handleEvents({ sagas: { greetings }, handlers: [sendGreeting] }, [event]);
 */
export async function handleEvents(
  logic: Partial<BusinessLogic>,
  events: readonly IntegrationEvent[],
): Promise<MemoryStore> {
  const store = new MemoryStore();
  for (const event of events) {
    const { steps, failures } = await planFor(event, { sagas: {}, tasks: {}, handlers: [], ...logic });
    if (failures.length > 0) throw new Error(failures.map(({ message }) => message).join(' '));
    for (const step of steps) {
      const context = stagingContext(event, step.name, {
        read: (collection, id) => store.get(collection, id),
        use: (service) => service.get(NO_KEYS),
      });
      await store.write(await stagedBy(step, context, (time) => time));
    }
  }
  return store;
}
