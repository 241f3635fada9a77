import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { WaitingFirst } from './tests/waiting-first.ts';

const EMULATOR_TESTS = 'tests/emulators/**/*.test.ts';
const FIREBASE_TESTS = 'tests/firebase/*.test.ts';
const DEPLOY_TESTS = 'tests/deploy/*.test.ts';
const BROWSER_TESTS = 'tests/browser/**/*.test.ts';
/** Tests beside their sources: hundreds of files, most of which need milliseconds. */
const SOURCE_TESTS = '{functions/src,generator,console,local,ops}/**/*.test.ts';
/** Those of them that read the environment once for their whole process. */
const APART_TESTS = ['local/secrets.test.ts'];
/** Of the providers and their sagas as they are shipped: whoever changes those makes these fail, and may. */
const SHIPPED_TESTS = 'tests/shipped/**/*.test.ts';
/** Of projects and function kits that are made from the packed engine. */
const WAYS_TESTS = 'tests/ways/*.test.ts';
/** Of clones that users have changed. */
const USER_TESTS = 'tests/users/*.test.ts';
/** Schedules over copies of the code with a known defect each, until the defect shows. */
const MUTANT_TESTS = 'tests/simulation/mutants.test.ts';
const OTHER_TESTS = [
  MUTANT_TESTS,
  EMULATOR_TESTS,
  FIREBASE_TESTS,
  DEPLOY_TESTS,
  BROWSER_TESTS,
  SHIPPED_TESTS,
  USER_TESTS,
  WAYS_TESTS,
];
/** One more than there are processors: some of the slow tests mostly wait. */
const slowAtOnce = { maxWorkers: availableParallelism() + 1, sequence: { groupOrder: 1 } };
const notTests = ['**/node_modules/**', 'functions/lib/**'];

export default defineConfig({
  test: {
    pool: 'forks',
    // By default one processor is left idle, which is half of a machine with two.
    maxWorkers: '100%',
    // Machines are busy, and nothing here is a measurement.
    hookTimeout: 180_000,
    expect: { poll: { timeout: 20_000, interval: 10 } },
    sequence: { sequencer: WaitingFirst },
    projects: [
      {
        extends: true,
        test: {
          name: 'units',
          testTimeout: 120_000,
          include: [SOURCE_TESTS],
          exclude: [...notTests, ...APART_TESTS],
          setupFiles: ['tests/no-outside.ts', 'tests/same-environment.ts'],
          // Loading the same modules for each file would take longer than the tests of most of them.
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'apart',
          testTimeout: 120_000,
          include: [...APART_TESTS, '{scripts,tests}/**/*.test.ts'],
          exclude: [...notTests, ...OTHER_TESTS],
          setupFiles: ['tests/no-outside.ts'],
        },
      },
      {
        extends: true,
        test: { name: 'shipped', testTimeout: 120_000, include: [SHIPPED_TESTS], exclude: notTests },
      },
      {
        extends: true,
        test: { name: 'mutants', testTimeout: 300_000, include: [MUTANT_TESTS], exclude: notTests, ...slowAtOnce },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: [BROWSER_TESTS],
          exclude: notTests,
          testTimeout: 180_000,
          ...slowAtOnce,
        },
      },
      {
        extends: true,
        test: {
          name: 'deploy',
          include: [DEPLOY_TESTS],
          exclude: notTests,
          globalSetup: ['tests/deploy/harness/built-project.ts'],
          // A deploy takes seconds, several of them at once take longer.
          testTimeout: 300_000,
          hookTimeout: 300_000,
          ...slowAtOnce,
        },
      },
      {
        extends: true,
        test: {
          name: 'emulators',
          include: [EMULATOR_TESTS],
          exclude: notTests,
          globalSetup: ['tests/emulators/harness/setup.ts'],
          testTimeout: 120_000,
          ...slowAtOnce,
        },
      },
      {
        extends: true,
        test: {
          name: 'ways',
          include: [WAYS_TESTS],
          exclude: notTests,
          // npm installs some hundred packages, several times.
          testTimeout: 600_000,
          hookTimeout: 600_000,
          ...slowAtOnce,
        },
      },
      {
        extends: true,
        test: {
          name: 'users',
          include: [USER_TESTS],
          exclude: notTests,
          testTimeout: 900_000,
          sequence: { groupOrder: 2 },
        },
      },
      {
        extends: true,
        // After those that use emulators: when it cannot stop its own, the Firebase CLI kills every Pub/Sub emulator of the machine.
        test: { name: 'firebase', include: [FIREBASE_TESTS], exclude: notTests, sequence: { groupOrder: 2 } },
      },
    ],
  },
});
