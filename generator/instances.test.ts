import { describe, expect, it } from 'vitest';
import { render } from './generate.ts';
import { findInstances } from './instances.ts';
import { acmeWith, INSTANCES } from './testing/fixture.ts';

const FILE = 'functions/src/integrations.config.ts';
const HEAD = `import { defineBundle } from './core/config/bundle.ts';\n`;

function namesIn(config: string, integrations: readonly string[] = []): readonly string[] {
  return findInstances(new Map([['integrations.config.ts', HEAD + config]]), integrations);
}

const withInstances = (instances: string) =>
  namesIn(`export const config = defineBundle({ instances: ${instances} });`);

describe('the names of instances are read from the configuration', () => {
  it.each([
    ['a name', '{ acme: { scheme: hmac({}) } }', ['acme']],
    ['several, in alphabetical order', "{ zebra: { scheme: hmac({}) }, 'acme': crm }", ['acme', 'zebra']],
    ['one whose description stands elsewhere', '{ acme, other: somewhere.else }', ['acme', 'other']],
    ['none', '{}', []],
  ])('%s', (_what, instances, names) => {
    expect(withInstances(instances)).toEqual(names);
  });

  it.each([
    ['without options', 'export const config = defineBundle();'],
    ['without instances', "export const config = defineBundle<Provider>({ region: 'europe-west1' });"],
    ['with instances that are commented out', 'export const config = defineBundle({ /* instances: { acme: 1 } */ });'],
  ])('none in a configuration %s', (_what, config) => {
    expect(namesIn(config)).toEqual([]);
  });

  it('from a configuration whose types and function have other names here', () => {
    const text = `import { defineBundle as define } from './core/config/bundle.ts';
export const config = define<Provider>({ instances: { acme: hmac({}) } satisfies Record<string, Instance> });`;
    expect(findInstances(new Map([['integrations.config.ts', text]]), [])).toEqual(['acme']);
  });
});

describe('what cannot be read is refused', () => {
  it.each([
    ['a spread', '{ ...others }', 'spreads another object into instances'],
    ['a computed name', '{ [name]: hmac({}) }', 'computes a name in instances'],
    ['a computed name that is a literal', "{ ['acme']: hmac({}) }", 'computes a name in instances'],
  ])('%s among the instances', (_what, instances, fault) => {
    expect(() => withInstances(instances)).toThrow(
      `${FILE} ${fault}: write each name out, since the names are read, not run.`,
    );
  });

  it.each(['others', 'makeInstances()', "Object.fromEntries([['acme', 1]])"])('instances that are %s', (instances) => {
    expect(() => withInstances(instances)).toThrow(
      `${FILE} has to write its instances out, as in "instances: { acme: { scheme: hmac({…}) } }": their names are read, not run.`,
    );
  });

  it('options that may hold instances from elsewhere', () => {
    expect(() => namesIn('export const config = defineBundle({ ...common });')).toThrow(
      `${FILE} spreads another object into the options of defineBundle: write each name out`,
    );
    expect(() => namesIn('const options = {};\nexport const config = defineBundle(options);')).toThrow(
      `${FILE} has to write the options of defineBundle out as an object`,
    );
  });

  it.each(['export const config = {};', 'const config = defineBundle({});', 'export const other = defineBundle({});'])(
    'a file that exports no configuration: %s',
    (config) => {
      expect(() => namesIn(config)).toThrow(
        `${FILE} has to export its configuration: write "export const config = defineBundle({…})".`,
      );
    },
  );
});

describe('a name is refused', () => {
  it('that is a folder of integrations', () => {
    expect(() => namesIn('export const config = defineBundle({ instances: { acme: 1 } });', ['acme'])).toThrow(
      `${FILE} describes the instance "acme", but integrations/acme already exists: give the instance another name.`,
    );
  });

  it('that differs from a folder only in case', () => {
    const config = `${HEAD}export const config = defineBundle({ instances: { aCme: 1 } });`;
    expect(() => render(acmeWith({ 'integrations.config.ts': config }))).toThrow(
      'The integrations "aCme" and "acme" differ at most in case',
    );
  });

  it.each(["{ 'my-shop': 1 }", "{ 'my shop': 1 }", '{ 5: 1 }', '{ shared: 1 }', '{ default: 1 }'])(
    'that cannot name functions: %s',
    (instances) => {
      expect(() => withInstances(instances)).toThrow(/^The prefix ".*" (?:cannot name functions|is taken)/);
    },
  );
});

it('an instance may have its own business logic, and loses it with its description', () => {
  expect(render(INSTANCES).get('globex.ts')).toContain('handlers: [sendMessage]');
  const without = new Map(INSTANCES).set('integrations.config.ts', `${HEAD}export const config = defineBundle({});`);
  expect(() => render(without)).toThrow(
    'functions/src/sagas/globex/orders.ts belongs to no integration: add integrations/globex, describe the instance globex in integrations.config.ts',
  );
});
