import { randomUUID } from 'node:crypto';
import { beforeAll, describe, inject } from 'vitest';
import { untilReady } from './emulator.ts';
import './setup.ts';

/** Addresses of the running emulators, `127.0.0.1:<port>`. */
export interface Emulators {
  readonly pubsub: string;
  readonly firestore: string;
}

/** A suite over the emulators. It begins when they answer, and is skipped with its reason if there are none. */
export function describeWithEmulators(name: string, suite: (emulators: Emulators) => void): void {
  const emulators = inject('emulators');
  if ('missing' in emulators) {
    describe.skip(`${name} (skipped: ${emulators.missing})`, () => suite({ pubsub: '', firestore: '' }));
    return;
  }
  describe(name, () => {
    beforeAll(async () => {
      await Promise.all([untilReady(emulators.pubsub), untilReady(emulators.firestore)]);
    }, 180_000);
    suite(emulators);
  });
}

/** A name that no other test uses: projects of the emulators come into being by being named. */
export function uniqueProject(): string {
  return `test-${randomUUID().slice(0, 8)}`;
}
