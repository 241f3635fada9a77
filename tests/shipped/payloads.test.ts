import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { timeOf } from '../../functions/src/core/event/time.ts';
import { catalog } from '../../functions/src/generated/catalog.ts';
import { definedConsumers } from '../defined-consumers.ts';
import { expectedRecords } from './payload-oracles.ts';
import { PayloadRun, type PayloadOutcome } from './payload-run.ts';
import { payloadsOf } from './payloads.ts';

// The generated files hand their consumers to this function: here they run without Cloud Functions around them.
vi.mock('../../functions/src/gcp/subscriber-function.ts', async () =>
  (await import('../defined-consumers.ts')).subscriberFunctionMock(),
);

/** Payloads that end otherwise than handled: part of the sentence that says why, and part of the README that explains it. */
const EXPECTED_FAULTS: readonly {
  readonly provider: string;
  readonly event: string;
  readonly fault: RegExp;
  readonly readme: string;
}[] = [];

/** Providers of which no payload tells of a record: those of Slack's mentions are blank. */
const TELL_NOTHING: ReadonlySet<string> = new Set(['slack', 'standardWebhooks']);

describe.each(Object.values(catalog))('the payloads of $provider', (entry) => {
  const payloads = payloadsOf(entry.provider);
  it.skipIf(payloads === undefined)(
    'end handled, with the records that they tell of',
    { timeout: 60_000 },
    async () => {
      const run = await PayloadRun.of(entry, await definedConsumers(entry));
      let told = 0;
      for (const [index, payload] of (payloads ?? []).entries()) {
        const outcome = await run.send(payload);
        const about = `${entry.provider} ${index} ${payload.event}`;
        const known = EXPECTED_FAULTS.find(
          ({ provider, event }) => provider === entry.provider && event === payload.event,
        );
        const faults = [...(outcome.status === 200 ? [] : [`${outcome.refusal}`]), ...outcome.failures];
        expect({ about, faults }).toEqual({ about, faults: known ? [expect.stringMatching(known.fault)] : [] });
        expect({ about, odd: outcome.records.flatMap(oddIn) }).toEqual({ about, odd: [] });
        told += expectRecords(entry.provider, outcome);
      }
      if (!TELL_NOTHING.has(entry.provider)) expect(told).toBeGreaterThan(0);
    },
  );
});

it.each(EXPECTED_FAULTS)('the README of $provider explains why $event is not handled', ({ provider, readme }) => {
  const path = join(import.meta.dirname, '..', '..', 'functions', 'src', 'integrations', provider, 'README.md');
  expect(readFileSync(path, 'utf8')).toContain(readme);
});

/** @returns how many records were expected. */
function expectRecords(provider: string, { envelopes, records }: PayloadOutcome): number {
  const expected = envelopes.flatMap(({ eventtype, data }) => expectedRecords(provider, eventtype, data));
  for (const { collection, id, data } of expected) {
    const found = records.find((record) => record.collection === collection && record.id === id);
    expect({ collection, id, data: found?.data }).toMatchObject({ collection, id, data });
  }
  return expected.length;
}

/** What no record may hold: the spellings of missing values, numbers that are none, exponents, and dates that are none. */
function oddIn({ collection, id, data }: PayloadOutcome['records'][number]): readonly string[] {
  const place = `${collection}/${id}`;
  return [...(isOddText(id) ? [place] : []), ...oddValues(data, place)];
}

function oddValues(value: unknown, place: string): readonly string[] {
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([name, inner]) => oddValues(inner, `${place}.${name}`));
  }
  const isOdd =
    typeof value === 'number'
      ? !Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value))
      : typeof value === 'string' && (isOddText(value) || (isTimeField(place) && timeOf(value) === undefined));
  return isOdd ? [`${place}: ${JSON.stringify(value)}`] : [];
}

function isOddText(text: string): boolean {
  return /\bundefined\b|\bNaN\b|Invalid Date|\[object |\d\.\d+e\+\d/.test(text);
}

function isTimeField(place: string): boolean {
  return /(?:At|Time|Start|End|Until|By|Delivery|\.time|\.day|\.date|Attempt)$/.test(place);
}
