import { defineConfig } from 'vitest/config';

const EMULATOR_TESTS = 'tests/emulators/**/*.test.ts';
const FIREBASE_TESTS = 'tests/firebase/*.test.ts';
const BROWSER_TESTS = 'tests/browser/**/*.test.ts';
const SLOW_TESTS = [EMULATOR_TESTS, FIREBASE_TESTS, BROWSER_TESTS];
const notTests = ['**/node_modules/**', 'functions/lib/**'];

export default defineConfig({
  test: {
    pool: 'forks',
    // Machines are busy, and nothing here is a measurement.
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: { name: 'units', testTimeout: 30_000, include: ['**/*.test.ts'], exclude: [...notTests, ...SLOW_TESTS] },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: [BROWSER_TESTS],
          exclude: notTests,
          testTimeout: 60_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'emulators',
          include: [EMULATOR_TESTS],
          exclude: notTests,
          globalSetup: ['tests/emulators/harness/setup.ts'],
          testTimeout: 30_000,
          sequence: { groupOrder: 2 },
        },
      },
      {
        extends: true,
        // Alone and last: when it cannot stop its own, the Firebase CLI kills every Pub/Sub emulator of the machine.
        test: { name: 'firebase', include: [FIREBASE_TESTS], exclude: notTests, sequence: { groupOrder: 3 } },
      },
    ],
  },
});
