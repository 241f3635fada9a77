import type { DeliveryBundle } from '../bundle.ts';
import type { World } from '../world.ts';
import type { FakeGoogle } from './fake-google.ts';

/** A world whose every output is kept, over a fake Google. */
export interface TestWorld extends World {
  readonly printed: string[];
  readonly warned: string[];
}

export function testWorld(
  google: FakeGoogle,
  bundles: DeliveryBundle | readonly DeliveryBundle[],
  overrides: Partial<World> = {},
): TestWorld {
  const printed: string[] = [];
  const warned: string[] = [];
  return {
    environment: { GCLOUD_PROJECT: 'demo' },
    print: (text) => void printed.push(text),
    warn: (text) => void warned.push(text),
    bundles: () => Promise.resolve([bundles].flat()),
    connect: () => Promise.resolve(google.rest),
    endpoints: google.endpoints,
    now: () => new Date('2026-11-23T12:00:00Z'),
    pause: () => Promise.resolve(),
    printed,
    warned,
    ...overrides,
  };
}
