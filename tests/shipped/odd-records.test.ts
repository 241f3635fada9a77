import { describe, expect, it, vi } from 'vitest';
import { PermanentError } from '../../functions/src/core/event/errors.ts';
import { isJsonObject } from '../../functions/src/core/event/json.ts';
import {
  buildEvent,
  UNKNOWN_TYPE,
  type EventDescription,
  type PlatformEvent,
} from '../../functions/src/core/event/platform-event.ts';
import type { ConsumerDefinition } from '../../functions/src/core/handle/consumer-definition.ts';
import type { Integration } from '../../functions/src/core/integration/integration.ts';
import { describeAll } from '../../functions/src/core/integration/recognition.ts';
import type { RawWebhook } from '../../functions/src/core/scheme/raw-webhook.ts';
import { catalog } from '../../functions/src/generated/catalog.ts';
import { handleEvents } from '../../functions/src/testing/handle-events.ts';
import { sampleEvents, signedSample } from '../../functions/src/testing/sample-events.ts';
import { definedConsumers } from '../defined-consumers.ts';
import { NO_KEYS } from '../../functions/src/testing/service-sources.ts';

vi.mock('../../functions/src/gcp/subscriber-function.ts', async () =>
  (await import('../defined-consumers.ts')).subscriberFunctionMock(),
);

/** What a field may turn out to be: `undefined` takes it away. */
const ODD: readonly unknown[] = [undefined, null, '', 'text', '0', 0, -1, 1e13, true, [], {}];

type Path = readonly (string | number)[];

describe.each(Object.values(catalog))('an event of $provider', (entry) => {
  it('of which any one field is missing or of another kind fails no saga', { timeout: 120_000 }, async () => {
    const [integration, samples] = [await entry.integration(), await entry.samples()];
    const consumers = await definedConsumers(entry);
    const faults: string[] = [];
    for (const type of samples.types) {
      // Some types are in the headers of their request.
      const { request } = signedSample(samples, type);
      for (const envelope of await sampleEvents(integration, samples, type)) {
        for (const path of pathsIn(envelope.data)) {
          for (const value of ODD) {
            const odd = withData(envelope, withValue(envelope.data, path, value), integration, request);
            if (odd === undefined) continue;
            const fault = faultOf(await recordsOf(odd, consumers));
            if (fault !== undefined) faults.push(`${type} ${path.join('.')} = ${JSON.stringify(value)}: ${fault}`);
          }
        }
      }
    }
    expect(faults).toEqual([]);
  });
});

/** The event with other data, described as those are; undefined if no saga would see an event of them. */
function withData(
  envelope: PlatformEvent,
  data: unknown,
  integration: Integration<unknown>,
  request: RawWebhook,
): PlatformEvent | undefined {
  const about = described(integration, data, request);
  if (about === undefined || about.type === UNKNOWN_TYPE) return undefined;
  return { ...buildEvent(envelope.provider, about, { receivedAt: request.receivedAt }), data };
}

/** An integration only describes what it has recognised as its event; odd-fields.test.ts holds it to that. */
function described(
  integration: Integration<unknown>,
  data: unknown,
  request: RawWebhook,
): EventDescription | undefined {
  try {
    return describeAll(integration, { secret: 0, events: [{ native: data }] }, request)[0]?.about;
  } catch {
    return undefined;
  }
}

type Outcome = readonly { readonly place: string; readonly data: unknown }[] | { readonly error: unknown };

/** What comes of an event: nothing if its integration takes it for none. */
async function recordsOf(envelope: PlatformEvent, consumers: readonly ConsumerDefinition[]): Promise<Outcome> {
  const records: { place: string; data: unknown }[] = [];
  for (const { revive, sagas, tasks, handlers } of consumers) {
    const event = await Promise.resolve()
      .then(() => revive(envelope, NO_KEYS))
      .catch(() => undefined);
    if (event === undefined) continue;
    try {
      const store = await handleEvents({ sagas, tasks, handlers }, [event]);
      for (const collection of store.collections()) {
        const all = await store.list(collection, { limit: 100 });
        records.push(...all.map(({ id, data }) => ({ place: `${collection}/${id}`, data })));
      }
    } catch (error) {
      return { error };
    }
  }
  return records;
}

/** What is wrong with the outcome of an event of which one field is odd. */
function faultOf(outcome: Outcome): string | undefined {
  if ('error' in outcome) {
    const { error } = outcome;
    // It has said in a sentence that the event names nothing, or asked for an API key.
    return error instanceof PermanentError || /No key\.|has no API key/.test(String(error)) ? undefined : String(error);
  }
  const texts = outcome.map(({ place, data }) => `${place} ${JSON.stringify(data)}`);
  return texts.find((text) => /\bundefined\b|\bNaN\b|\[object |Invalid Date/.test(text));
}

/** Every place in a value that holds something, itself not among them. */
function pathsIn(value: unknown, before: Path = []): readonly Path[] {
  if (Array.isArray(value)) return value.flatMap((inner, index) => below(inner, [...before, index]));
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) => below(inner, [...before, name]));
}

function below(value: unknown, path: Path): readonly Path[] {
  return [path, ...pathsIn(value, path)];
}

function withValue(target: unknown, [first, ...others]: Path, value: unknown): unknown {
  if (first === undefined) return value;
  if (Array.isArray(target)) {
    return target.map((inner, index) => (index === first ? withValue(inner, others, value) : inner));
  }
  if (!isJsonObject(target)) return target;
  const next = withValue(target[first], others, value);
  const { [String(first)]: _, ...rest } = target;
  return next === undefined ? rest : { ...rest, [first]: next };
}
