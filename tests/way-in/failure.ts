import { faultsOfAuthentic } from './authentic.ts';
import { FEATURES, type Feature } from './choices.ts';
import { faultsOfForged } from './forgeries.ts';
import { caseOf, type Case } from './requests.ts';
import { text } from './text.ts';

/** What is wrong with the request of a seed, with the smallest request that shows it; undefined if nothing is. */
export async function failureOf(seed: number): Promise<string | undefined> {
  let faults = await faultsAt(seed, []);
  if (faults.length === 0) return undefined;
  let without: readonly Feature[] = [];
  for (const feature of FEATURES) {
    const fewer = await faultsAt(seed, [...without, feature]);
    if (fewer.length === 0) continue;
    without = [...without, feature];
    faults = fewer;
  }
  return [
    `Seed ${seed}: ${faults.join('\n')}`,
    without.length === 0 ? '' : `(also without: ${without.join(', ')})`,
    shown(caseOf(seed, without)),
    `Run it alone: WAY_IN_SEED=${seed} npx vitest run --project apart tests/way-in`,
  ].join('\n');
}

async function faultsAt(seed: number, without: readonly Feature[]): Promise<readonly string[]> {
  try {
    const one = caseOf(seed, without);
    return [...(await faultsOfAuthentic(one)), ...(await faultsOfForged(one))];
  } catch (thrown) {
    return [text(thrown)];
  }
}

function shown({ scheme, chosen, places, request, toleranceSeconds, configured }: Case): string {
  const { headers, rawBody, receivedAt } = request;
  const body = Buffer.from(rawBody).toString();
  const settings = { secrets: configured.length, toleranceSeconds };
  return text({ scheme, signedBy: scheme === chosen ? 'it' : chosen, places, settings, headers, receivedAt, body });
}
