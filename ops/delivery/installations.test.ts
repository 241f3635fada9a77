import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { deployedId, environmentOf, installationNamed, installationsOf, tooLongIds } from './installations.ts';

function projectWith(functions: unknown): string {
  const root = mkdtempSync(join(tmpdir(), 'installations-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  writeFileSync(join(root, 'firebase.json'), JSON.stringify({ functions }));
  return root;
}

/** A kit with two instances beside another app's codebase. */
const KIT = {
  kit: 'integrations',
  source: 'functions',
  instances: { shop: 'kits/config-shop', blog: 'kits/config-blog' },
};

describe('the installations of firebase.json', () => {
  it.each([
    ['this project', undefined, 'integration-service'],
    ['one codebase among several', [{ source: 'app' }, { source: './functions/', codebase: 'hooks' }], 'hooks'],
    ['a single one', { source: 'functions', codebase: 'hooks' }, 'hooks'],
    ['one without a name', { source: 'functions' }, 'default'],
  ])('the codebase of %s is the one that the functions folder is deployed as', (_what, functions, codebase) => {
    const found = functions === undefined ? installationsOf() : installationsOf(projectWith(functions));
    expect(found).toMatchObject([{ codebase, prefix: undefined, variables: {} }]);
  });

  it('a prefix and a folder of its own are those of the entry', () => {
    const root = projectWith({ source: 'functions', codebase: 'eu', prefix: 'europe', configDir: 'config-eu' });
    expect(installationsOf(root)).toEqual([
      { codebase: 'eu', prefix: 'europe', configDir: join(root, 'config-eu'), variables: {} },
    ]);
  });

  it('each instance of a kit is one, with the prefix, folder and variable that the Firebase CLI gives it', () => {
    const root = projectWith([{ source: 'app' }, KIT]);
    expect(installationsOf(root)).toEqual([
      {
        codebase: 'shop',
        prefix: 'kit-shop',
        configDir: join(root, 'kits/config-shop'),
        variables: { FIREBASE_KIT_INSTANCE_ID: 'shop' },
      },
      {
        codebase: 'blog',
        prefix: 'kit-blog',
        configDir: join(root, 'kits/config-blog'),
        variables: { FIREBASE_KIT_INSTANCE_ID: 'blog' },
      },
    ]);
  });

  it.each([[[{ source: 'app' }]], [undefined], [[{ ...KIT, instances: {} }]]])(
    'a firebase.json with %j is an error that says what is missing',
    (functions) => {
      expect(() => installationsOf(projectWith(functions))).toThrow(
        'no entry under "functions" whose source is functions',
      );
    },
  );

  it('a project without firebase.json is an error too', () => {
    expect(() => installationsOf(join(tmpdir(), 'no-such-project'))).toThrow('firebase.json cannot be read');
  });
});

describe('an installation that a command is about', () => {
  it('is the only one unless another is named', () => {
    const root = projectWith({ source: 'functions', codebase: 'hooks' });
    expect(installationNamed(undefined, root).codebase).toBe('hooks');
    expect(() => installationNamed('shop', root)).toThrow(
      'deploys no codebase shop from functions. Choose from: hooks.',
    );
  });

  it('is the named one of several, and has to be named', () => {
    const root = projectWith([KIT]);
    expect(installationNamed('blog', root).codebase).toBe('blog');
    expect(() => installationNamed(undefined, root)).toThrow('name one by --codebase: shop, blog.');
  });
});

it('the environment of an installation is that of its own files, the most specific first, and of the CLI', () => {
  const root = projectWith([KIT]);
  mkdirSync(join(root, 'kits/config-shop'), { recursive: true });
  writeFileSync(join(root, 'kits/config-shop/.env'), 'A=general\nB=general\n');
  writeFileSync(join(root, 'kits/config-shop/.env.demo'), 'B=of demo\n');
  writeFileSync(join(root, 'kits/config-shop/.env.other'), 'C=of another\n');
  const shop = installationNamed('shop', root);
  expect(environmentOf(shop, 'demo')).toEqual({ A: 'general', B: 'of demo', FIREBASE_KIT_INSTANCE_ID: 'shop' });
  expect(environmentOf(shop, undefined)).toEqual({ A: 'general', B: 'general', FIREBASE_KIT_INSTANCE_ID: 'shop' });
});

describe('an id with the prefix of its installation', () => {
  it.each([
    [63, []],
    [
      64,
      [
        `eu-${'f'.repeat(61)} cannot be deployed: an id has at most 63 characters, and this one has 64; shorten the prefix eu of hooks in firebase.json by 1.`,
      ],
    ],
  ])('of %i characters', (length, sentences) => {
    const installation = { codebase: 'hooks', prefix: 'eu', configDir: '', variables: {} };
    const name = 'f'.repeat(length - 'eu-'.length);
    expect(deployedId(name, installation)).toHaveLength(length);
    expect(tooLongIds([name], installation)).toEqual(sentences);
  });
});
