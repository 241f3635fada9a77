import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import deployed from '../../functions/package.json' with { type: 'json' };
import { generate, providersIn } from '../../generator/generate.ts';
import { findEventClass } from '../../generator/integrations.ts';
import { engineIntegrations, readEngineSources } from '../../generator/tree.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'dependent-'));
  configure('integrations: { stripe: {}, googlePlay: {} }');
  write('functions/src/sagas/stripe/orders.ts', SAGA);
});
afterEach(() => rmSync(root, { recursive: true }));

const SAGA = `import { isOfType, recordTask } from 'integration-service';
import { StripeEvent } from 'integration-service/stripe';
export const countOrders = recordTask(StripeEvent, () => undefined);
export const unused = isOfType;
`;

function write(file: string, text: string): void {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), text);
}

function read(file: string): string {
  return readFileSync(path.join(root, file), 'utf8');
}

function configure(options: string): void {
  write(
    'functions/src/integrations.config.ts',
    `import { defineBundle } from 'integration-service/config';\nexport const config = defineBundle({ ${options} });\n`,
  );
}

/** The modules that a generated file imports. */
function importsOf(file: string): readonly string[] {
  const text = read(`functions/src/generated/${file}`);
  return [...text.matchAll(/(?:from |import\()'([^']+)'/g)].flatMap(([, from]) => from ?? []);
}

describe('generated code of a project that depends on the engine', () => {
  it('imports the engine by its name, and what is of the project by its path', () => {
    generate(root);
    expect(importsOf('stripe.ts')).toEqual([
      '../sagas/stripe/orders.ts',
      'integration-service/functions',
      'integration-service/stripe',
      'integration-service/stripe/integration',
      'integration-service/stripe/missed-events',
    ]);
    expect(importsOf('googlePlay.ts')).toContain('integration-service/googlePlay/topic');
    expect(new Set(importsOf('catalog.ts'))).toEqual(
      new Set([
        'integration-service/catalog',
        './providers.ts',
        'integration-service/googlePlay/integration',
        'integration-service/googlePlay/object-states',
        'integration-service/googlePlay/samples',
        'integration-service/googlePlay/topic',
        'integration-service/stripe/integration',
        'integration-service/stripe/samples',
        'integration-service/stripe/missed-events',
        'integration-service/stripe/registration',
      ]),
    );
  });

  it('has functions of the integrations that the configuration names, and of no other', () => {
    expect(providersIn(root).map(({ provider }) => provider)).toEqual(['googlePlay', 'stripe']);
  });

  it('has its own integration and instance beside them', () => {
    configure(`integrations: { stripe: {}, acme: { enabled: true } }, instances: { hooli: { scheme: undefined } }`);
    write('functions/src/integrations/acme/index.ts', 'export const acme = 1;');
    write('functions/src/integrations/acme/samples.ts', 'export const acmeSamples = 1;');
    write(
      'functions/src/integrations/acme/event.ts',
      `import { eventClass } from 'integration-service/integration';\nexport class AcmeEvent extends eventClass('acme') {}`,
    );
    generate(root);
    expect(importsOf('acme.ts')).toEqual(
      expect.arrayContaining(['../integrations/acme/event.ts', '../integrations/acme/index.ts']),
    );
    expect(importsOf('hooli.ts')).toEqual(
      expect.arrayContaining(['./hooli/event.ts', '../integrations.config.ts', 'integration-service/catalog']),
    );
    expect(importsOf('hooli/event.ts')).toEqual(['integration-service/catalog']);
  });

  it.each([
    ['stipe', 'did you mean stripe?'],
    ['acmeCorporation', 'choose from adyen, '],
  ])('refuses %s, which does not exist', (name, advice) => {
    configure(`integrations: { ${name}: {} }`);
    expect(() => generate(root)).toThrow(
      `functions/src/integrations.config.ts names the integration "${name}", which does not exist: ${advice}`,
    );
  });

  it('refuses the sagas of an integration that is not named', () => {
    configure('integrations: { googlePlay: {} }');
    expect(() => generate(root)).toThrow('functions/src/sagas/stripe/orders.ts belongs to no integration');
  });
});

it('an integration of the packed engine, which is compiled, reads as that of a clone', () => {
  write('integrations/acme/index.js', 'export const acme = 1;');
  write(
    'integrations/acme/event.js',
    `import { eventClass } from '../../core/integration/event-class.js';\nexport class AcmeEvent extends eventClass('acme') {}`,
  );
  const files = readEngineSources(root, ['acme']);
  expect([...files.keys()]).toEqual(['integrations/acme/event.ts', 'integrations/acme/index.ts']);
  expect(findEventClass('acme', files)).toEqual({ reviveTakesServices: false });
  expect(engineIntegrations(root)).toEqual(['acme']);
});

describe('what Cloud Build installs', () => {
  it('is the manifest of the engine with its lock file, written again only if it changed', () => {
    generate(root);
    expect(JSON.parse(read('functions/package.json'))).toMatchObject({
      dependencies: deployed.dependencies,
      main: 'lib/index.cjs',
    });
    expect(read('functions/package-lock.json')).toContain('"node_modules/firebase-functions"');
    expect(JSON.parse(read('functions/src/package.json'))).toMatchObject({ type: 'module' });
    const { mtimeMs } = statSync(path.join(root, 'functions/package.json'));
    generate(root);
    expect(statSync(path.join(root, 'functions/package.json')).mtimeMs).toBe(mtimeMs);
  });

  it('follows the engine if it was generated, and is left alone if it is the own one of the user', () => {
    generate(root);
    const generated = read('functions/package.json');
    write('functions/package.json', generated.replace(deployed.dependencies['firebase-admin'], '1.0.0'));
    generate(root);
    expect(read('functions/package.json')).toBe(generated);
    write('functions/package.json', '{"name":"mine"}');
    rmSync(path.join(root, 'functions/package-lock.json'));
    generate(root);
    expect(read('functions/package.json')).toBe('{"name":"mine"}');
    expect(existsSync(path.join(root, 'functions/package-lock.json'))).toBe(false);
  });

  it('is not looked at by a check, which changes nothing', () => {
    generate(root, { check: true });
    expect(existsSync(path.join(root, 'functions/package.json'))).toBe(false);
  });
});

it.each([
  ['export enum Colour { Red }', 'write an object with "as const" in place of an enum'],
  ['export class Box { constructor(readonly side: number) {} }', 'assign it in the constructor'],
])('TypeScript that is more than types is refused with what to write: %s', (code, advice) => {
  write('functions/src/sagas/stripe/orders.ts', code);
  expect(() => generate(root)).toThrow(/^functions\/src\/sagas\/stripe\/orders\.ts cannot be read: /);
  expect(() => generate(root)).toThrow(advice);
});
