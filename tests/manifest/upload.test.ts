import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = path.join(import.meta.dirname, '..', '..');

interface FunctionsTarget {
  readonly codebase: string;
  readonly runtime: string;
  readonly source: string;
  readonly ignore: readonly string[];
  readonly predeploy: readonly string[];
  readonly postdeploy: readonly string[];
}

interface FirebaseConfig {
  readonly functions: readonly [FunctionsTarget];
  readonly firestore?: unknown;
}

const config: FirebaseConfig = JSON.parse(readFileSync(path.join(ROOT, 'firebase.json'), 'utf8'));
const [target] = config.functions;

/** firebase-tools leaves out a file or a folder when a pattern without a slash matches its name. */
function isUploaded(file: string): boolean {
  const steps = file.split('/');
  return !steps.some((step) => target.ignore.some((pattern) => path.matchesGlob(step, pattern)));
}

describe('a deploy', () => {
  it.each([
    '.env',
    '.env.shop-live',
    '.env.local',
    '.secret.local',
    'src/index.ts',
    'src/core/x.test.ts',
    'lib/stripe-webhook.js.map',
    'node_modules/x/index.cjs',
  ])('does not upload functions/%s', (file) => expect(isUploaded(file)).toBe(false));

  it.each([
    'package.json',
    'package-lock.json',
    'lib/index.cjs',
    'lib/stripe-webhook.js',
    'lib/vendor-google-cloud-pubsub.js',
  ])('uploads functions/%s', (file) => expect(isUploaded(file)).toBe(true));

  it('uses no pattern with a slash, which would be compared with absolute paths and match nothing', () => {
    expect(target.ignore.filter((pattern) => pattern.includes('/'))).toEqual([]);
  });

  it('builds first, and keeps to its own codebase: what is no longer exported is deleted within it', () => {
    expect(target).toMatchObject({ codebase: 'integration-service', runtime: 'nodejs24', source: 'functions' });
    expect(target.predeploy[0]).toBe('npm run build');
  });

  it('runs only scripts that exist', () => {
    const { scripts } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
    const hooks = [...target.predeploy, ...target.postdeploy].map((command) => command.split(' ').slice(0, 3));
    expect(hooks.length).toBeGreaterThan(0);
    for (const [npm, run, name] of hooks)
      expect([npm, run, typeof scripts[name ?? '']]).toEqual(['npm', 'run', 'string']);
  });

  it("leaves the rules of the user's own Firestore alone", () => {
    expect(config.firestore).toBeUndefined();
  });
});

describe('what Cloud Build installs', () => {
  it('is locked in the versions that functions/package.json names', () => {
    const { dependencies, scripts } = JSON.parse(readFileSync(path.join(ROOT, 'functions', 'package.json'), 'utf8'));
    const { packages } = JSON.parse(readFileSync(path.join(ROOT, 'functions', 'package-lock.json'), 'utf8'));
    expect(packages[''].dependencies).toEqual(dependencies);
    // The buildpack would run it.
    expect(scripts?.build).toBeUndefined();
  });
});
