import { describe, expect, it } from 'vitest';
import { CloudFunctionGenerator } from './cloud-function-generator.ts';
import { render } from './generate.ts';
import { requireImports } from './missing-imports.ts';
import { requireNoStrays } from './strays.ts';
import { acmeWith } from './testing/fixture.ts';

const COMMAND = `import { Command, commandHandler } from '../../core/logic/command.ts';\n`;
const SAGA = `import { EMPTY } from 'rxjs';\nimport { saga } from '../../core/logic/saga.ts';\n`;

function faultOf(changes: Readonly<Record<string, string | undefined>>): string {
  try {
    render(acmeWith(changes));
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'no fault';
}

describe('a prefix', () => {
  it.each(['my-shop', '2checkout', 'shop.eu', 'böse', '', 'a b', "x'"])('cannot be "%s"', (prefix) => {
    expect(() => CloudFunctionGenerator.withPrefix(prefix)).toThrow(
      `The prefix "${prefix}" cannot name functions: use letters and digits only and begin with a letter`,
    );
  });

  it.each(['default', 'new', 'await', 'eval'])('cannot be "%s", which JavaScript keeps for itself', (prefix) => {
    expect(() => CloudFunctionGenerator.withPrefix(prefix)).toThrow(
      `The prefix "${prefix}" cannot name functions: JavaScript keeps that word for itself.`,
    );
  });

  it.each(['constructor', 'toString', 'valueOf', 'hasOwnProperty', 'isPrototypeOf'])(
    'cannot be "%s", which every object has',
    (prefix) => {
      expect(() => CloudFunctionGenerator.withPrefix(prefix)).toThrow(
        `The prefix "${prefix}" cannot name functions: every object of JavaScript has a property of that name.`,
      );
    },
  );

  it.each(['aux', 'con', 'Prn', 'NUL', 'com1', 'lpt9'])(
    'cannot be "%s", which Windows keeps for a device',
    (prefix) => {
      expect(() => CloudFunctionGenerator.withPrefix(prefix)).toThrow('Windows keeps that name for a device');
    },
  );

  it.each(['__proto__', '__defineGetter__'])('cannot be "%s"', (prefix) => {
    expect(() => CloudFunctionGenerator.withPrefix(prefix)).toThrow('use letters and digits only');
  });

  it('cannot be "then", by which a module would be taken for a promise', () => {
    expect(() => CloudFunctionGenerator.withPrefix('then')).toThrow('takes a module that exports it for a promise');
  });

  it.each(['shared', 'bundle'])('cannot be "%s", which the service needs for itself', (prefix) => {
    expect(() => CloudFunctionGenerator.withPrefix(prefix)).toThrow('taken by the service itself');
  });

  it.each(['auxiliary', 'com10', 'construct', 'console'])('can be "%s"', (prefix) => {
    expect(() => CloudFunctionGenerator.withPrefix(prefix)).not.toThrow();
  });

  it('makes no id that Cloud Functions would refuse', () => {
    const generator = CloudFunctionGenerator.withPrefix('a'.repeat(60));
    const nothing = {
      sagas: [],
      tasks: [],
      handlers: [],
      durable: [],
      settings: [],
      reviveTakesServices: false,
      listsMissed: undefined,
      listsFailures: false,
      isRegistered: false,
      publishesToTopic: false,
      isInstance: false,
    };
    expect(() => generator.render(nothing)).toThrow('at most 63');
  });

  it('that differs from another one only in case is refused: their services would be one', () => {
    const copy = (file: string, text: string) => ({ [`integrations/aCme/${file}.ts`]: text });
    const fault = faultOf({
      ...copy('index', 'export const aCme = 1;'),
      ...copy('event', 'export class ACmeEvent { static revive() {} }'),
      ...copy('samples', 'export const aCmeSamples = 1;'),
    });
    expect(fault).toContain('The integrations "aCme" and "acme" differ at most in case');
  });
});

describe('an integration', () => {
  it.each([
    ['index.ts', 'its integration as "acme"'],
    ['event.ts', 'its event class as "AcmeEvent"'],
    ['samples.ts', 'its sample events as "acmeSamples"'],
  ])('without %s is refused with what it has to export', (file, what) => {
    const sentence = `functions/src/integrations/acme/${file} has to export ${what}.`;
    expect(faultOf({ [`integrations/acme/${file}`]: undefined })).toBe(sentence);
    expect(faultOf({ [`integrations/acme/${file}`]: 'export const other = 1;' })).toBe(sentence);
  });

  it('whose list of missed events has another name is refused', () => {
    expect(faultOf({ 'integrations/acme/topic.ts': 'export const topic = 1;' })).toBe(
      'functions/src/integrations/acme/topic.ts has to export its topic as "acmeTopic".',
    );
    expect(faultOf({ 'integrations/acme/failed-deliveries.ts': 'export const failures = 1;' })).toBe(
      'functions/src/integrations/acme/failed-deliveries.ts has to export its list of failed deliveries as "acmeFailedDeliveries".',
    );
    expect(faultOf({ 'integrations/acme/registration.ts': 'export const registration = 1;' })).toBe(
      'functions/src/integrations/acme/registration.ts has to export how its webhooks are registered as "acmeRegistration".',
    );
    expect(faultOf({ 'integrations/acme/missed-events.ts': 'export const missedEvents = 1;' })).toBe(
      'functions/src/integrations/acme/missed-events.ts has to export its list of missed events as "acmeMissedEvents".',
    );
  });

  it('whose event class cannot be revived is refused', () => {
    expect(faultOf({ 'integrations/acme/event.ts': 'export class AcmeEvent { revive() {} }' })).toContain(
      'static method revive(envelope, services)',
    );
  });

  it('whose event class is made by another function than eventClass is refused', () => {
    const classBy = (module: string) =>
      `import { eventClass } from '${module}';\nexport class AcmeEvent extends eventClass('acme', {}) {}`;
    const withClass = (text: string) => faultOf({ 'integrations/acme/event.ts': text });
    expect(withClass(classBy('../../core/integration/event-class.ts'))).toBe('no fault');
    expect(withClass(classBy('./my-own.ts'))).toContain('has to make the class AcmeEvent by eventClass');
  });

  it('whose revive is a value that may be anything is refused', () => {
    expect(faultOf({ 'integrations/acme/event.ts': 'export class AcmeEvent { static revive = other; }' })).toContain(
      'static method revive(envelope, services)',
    );
  });

  it('has to be there for a folder of sagas', () => {
    expect(faultOf({ 'sagas/acmee/x.ts': '' })).toBe(
      'functions/src/sagas/acmee/x.ts belongs to no integration: add integrations/acmee, describe the instance acmee in integrations.config.ts, or move the file to the folder of an existing one.',
    );
  });
});

describe('business logic in nobody’s folder is refused', () => {
  const outside = (file: string) =>
    `functions/src/${file} is in no provider's folder, so that nothing in it would ever run: move it to functions/src/sagas/<provider>/`;
  const text = `import { EMPTY } from 'rxjs';\nimport { saga } from '../core/logic/saga.ts';\nexport const x = saga(() => EMPTY);`;

  it('beside the folders of the providers', () => {
    expect(faultOf({ 'sagas/x.ts': text })).toContain(outside('sagas/x.ts'));
    expect(faultOf({ 'sagas/x.test.ts': text })).toBe('no fault');
  });

  it('outside of sagas/', () => {
    expect(() => requireNoStrays(new Map([['flows/x.ts', text]]))).toThrow(outside('flows/x.ts'));
    expect(() => requireNoStrays(new Map([['flows/x.test.ts', text]]))).not.toThrow();
    const innocent = text.replace('saga(() => EMPTY)', 'EMPTY');
    expect(() => requireNoStrays(new Map([['flows/x.ts', innocent]]))).not.toThrow();
  });

  it.each(['sagas/acme/x.js', 'sagas/acme/x.mts'])('in a file that is not looked at: %s', (file) => {
    expect(() => requireNoStrays(new Map([[file, text]]))).toThrow(
      `functions/src/${file} is not looked at: rename it to end in .ts`,
    );
  });
});

describe('a command that nothing carries out is refused', () => {
  const fault = (file: string, name: string) =>
    `The command ${name} in functions/src/${file} has no handler: write "export const name = commandHandler(${name}, …)" beside it (recordHandler if it only changes records), or remove it.`;

  it('in the folder of a provider', () => {
    const text = `${COMMAND}export class Lost extends Command { static readonly type = 'Lost'; }`;
    expect(faultOf({ 'sagas/acme/x.ts': text })).toBe(fault('sagas/acme/x.ts', 'Lost'));
  });

  it('in a shared file that a saga uses', () => {
    const shared = `${COMMAND}export class Lost extends Command { static readonly type = 'Lost'; }`;
    const using = `${SAGA}import { Lost } from '../shared/lost.ts';\nexport const x = saga(() => EMPTY);\nexport const made = new Lost();`;
    expect(faultOf({ 'sagas/shared/lost.ts': shared, 'sagas/acme/x.ts': using })).toBe(
      fault('sagas/shared/lost.ts', 'Lost'),
    );
    expect(faultOf({ 'sagas/shared/lost.ts': shared })).toBe('no fault');
  });

  it('however far it is from the class that core has', () => {
    const base = `${COMMAND}export abstract class Base extends Command {}`;
    const text = `import { Base } from './base.ts';\nexport class Lost extends Base { static readonly type = 'Lost'; }`;
    expect(faultOf({ 'sagas/acme/base.ts': base, 'sagas/acme/x.ts': text })).toBe(fault('sagas/acme/x.ts', 'Lost'));
  });

  it('for this provider, although another one has a handler', () => {
    const globex = {
      'integrations/globex/index.ts': 'export const globex = 1;',
      'integrations/globex/event.ts': 'export class GlobexEvent { static revive() {} }',
      'integrations/globex/samples.ts': 'export const globexSamples = 1;',
    };
    const text = `${SAGA}import { PlaceOrder } from '../acme/orders/place-order.ts';\nexport const x = saga(() => EMPTY);\nexport const made = new PlaceOrder();`;
    expect(faultOf({ ...globex, 'sagas/globex/x.ts': text })).toBe(
      'The command PlaceOrder in functions/src/sagas/acme/orders/place-order.ts is used by functions/src/sagas/globex/x.ts, but handled for its own provider alone: move it and its handler to functions/src/sagas/shared/.',
    );
  });

  it('without a name that the ledger could keep', () => {
    const text = `${COMMAND}export class Lost extends Command {}`;
    expect(faultOf({ 'sagas/acme/x.ts': text })).toBe(
      `The command Lost in functions/src/sagas/acme/x.ts has no name for the ledger: give it a literal "static readonly type = 'Lost'".`,
    );
  });

  it('but not a class that is not a command', () => {
    const text = `class Shape {}\nexport class Circle extends Shape { static readonly type = 'circle'; }`;
    expect(faultOf({ 'sagas/acme/x.ts': text })).toBe('no fault');
  });
});

describe('an import of a file that does not exist is refused', () => {
  const files = (text: string) => new Map([['sagas/acme/x.ts', text]]);

  it('with both files', () => {
    expect(() => requireImports(files(`import { a } from './gone.ts';`), () => false)).toThrow(
      'functions/src/sagas/acme/x.ts imports functions/src/sagas/acme/gone.ts, which does not exist. Correct the path, or write the file.',
    );
    expect(() => requireImports(files(`export * from '../gone.ts';`), () => false)).toThrow('sagas/gone.ts');
  });

  it('with the entry that has the name, if the file was one of the engine', () => {
    const mend = (importer: string, from: string) => {
      const tree = new Map([[importer, `import { a } from '${from}';`]]);
      return () => requireImports(tree, () => false);
    };
    expect(mend('sagas/acme/x.ts', '../../core/handle/saga.ts')).toThrow(
      "functions/src/sagas/acme/x.ts imports functions/src/core/handle/saga.ts, which does not exist. Import the name from 'integration-service' instead.",
    );
    expect(mend('integrations.config.ts', './core/config.ts')).toThrow("from 'integration-service/config' instead.");
    expect(mend('integrations/acme/index.ts', '../../core/ingest/integration.ts')).toThrow(
      "from 'integration-service/integration' instead.",
    );
  });

  it('as it is written, if it names an entry of the engine', () => {
    expect(() => requireImports(files(`import { AcmeEvent } from 'integration-service/acmee';`), () => false)).toThrow(
      "functions/src/sagas/acme/x.ts imports 'integration-service/acmee', but there is no functions/src/integrations/acmee/event.ts. Correct the name.",
    );
    expect(() => requireImports(files(`import { x } from 'integration-service-tools';`), () => false)).not.toThrow();
  });

  it('with what Node asks for, where only the ending is missing', () => {
    expect(() => requireImports(files(`import { a } from './b';`), (file) => file === 'sagas/acme/b.ts')).toThrow(
      'imports functions/src/sagas/acme/b, which does not exist. Node needs its ending: add ".ts".',
    );
  });

  it('but not that of a package', () => {
    expect(() => requireImports(files(`import { of } from 'rxjs';\nimport 'node:fs';`), () => false)).not.toThrow();
  });
});

describe('business logic that could not be wired is refused', () => {
  it.each([
    ['that is not exported', `const lost = saga(() => EMPTY);`],
    ['made inside a function', `export const make = () => saga(() => EMPTY);`],
    ['without a name', `export default saga(() => EMPTY);`],
    ['wrapped in another call', `export const wrapped = Object.freeze(saga(() => EMPTY));`],
  ])('a saga %s', (_case, text) => {
    expect(faultOf({ 'sagas/acme/x.ts': SAGA + text })).toContain(
      'functions/src/sagas/acme/x.ts calls saga() without exporting',
    );
  });

  it('a saga declared through the whole module, where it is not exported', () => {
    const text = `import { EMPTY } from 'rxjs';\nimport * as core from '../../core/logic/saga.ts';\ncore.saga(() => EMPTY);`;
    expect(faultOf({ 'sagas/acme/x.ts': text })).toContain('calls saga() without exporting');
  });

  it.each(['options', '{ ...options }', '{ isolated: yes }', "{ ['isolated']: true }"])(
    'options that cannot be read: %s',
    (options) => {
      const text = `${SAGA}const yes = true; const options = { isolated: yes };\nexport const x = saga(() => EMPTY, ${options});`;
      expect(faultOf({ 'sagas/acme/x.ts': text })).toBe(
        'The options of the saga x in functions/src/sagas/acme/x.ts have to be written out, with isolated as true or false: they are read, not run.',
      );
    },
  );

  it('two commands of one type, naming both files', () => {
    const text = `${COMMAND}export class Other extends Command { static readonly type = 'PlaceOrder'; }`;
    expect(faultOf({ 'sagas/acme/x.ts': text })).toBe(
      'Two commands have the type "PlaceOrder", in functions/src/sagas/acme/orders/place-order.ts and functions/src/sagas/acme/x.ts: change one, since the ledger tells commands apart by it.',
    );
  });

  it('a command of the type of a shared one that the provider uses', () => {
    const text = `${COMMAND}export class Other extends Command { static readonly type = 'SendMessage'; }`;
    expect(faultOf({ 'sagas/acme/x.ts': text })).toContain('sagas/shared/messages/command.ts');
  });

  it('two handlers of one command', () => {
    const text = `import { commandHandler } from '../../core/logic/command.ts';\nimport { PlaceOrder } from './orders/place-order.ts';\nexport const again = commandHandler(PlaceOrder, () => {});`;
    expect(faultOf({ 'sagas/acme/x.ts': text })).toContain('Two handlers take the command "PlaceOrder"');
  });

  it('two exports of one name, naming both files', () => {
    expect(faultOf({ 'sagas/acme/x.ts': `${SAGA}export const orders = saga(() => EMPTY);` })).toBe(
      'Two exports are called "orders", in functions/src/sagas/acme/orders/orders.ts and functions/src/sagas/acme/x.ts: change one, since sagas, tasks and handlers of one provider are told apart by their names.',
    );
  });

  it.each([
    [
      'no literal type',
      `export class X extends Command { static readonly type = String('X'); }\nexport const x = commandHandler(X, () => {});`,
    ],
    ['no type', `export class X extends Command {}\nexport const x = commandHandler(X, () => {});`],
    ['no class that is known', `export const x = commandHandler(Y, () => {});`],
  ])('a handler whose command has %s', (_case, text) => {
    expect(faultOf({ 'sagas/acme/x.ts': COMMAND + text })).toContain(
      `The commandHandler x in functions/src/sagas/acme/x.ts needs a command class under sagas/ with a literal "static readonly type`,
    );
  });

  it('a saga among the shared commands', () => {
    expect(faultOf({ 'sagas/shared/x.ts': `${SAGA}export const x = saga(() => EMPTY);` })).toContain(
      'sagas/shared holds commands, their handlers and durable sagas only',
    );
  });

  it.each(['webhook', 'onDeadLetter', 'reconcile', 'WebHook'])('an isolated saga called %s', (name) => {
    const fault = faultOf({
      'sagas/acme/x.ts': `${SAGA}export const ${name} = saga(() => EMPTY, { isolated: true });`,
    });
    expect(fault).toMatch(/is the name of another function|differ at most in case/);
  });

  it.each(['aux', 'constructor', 'then'])('an isolated saga called %s, of which there can be no export', (name) => {
    expect(
      faultOf({ 'sagas/acme/x.ts': `${SAGA}export const ${name} = saga(() => EMPTY, { isolated: true });` }),
    ).toContain(`functions/src/sagas/acme/x.ts isolates "${name}", which cannot name a function: `);
  });

  it('an isolated task whose function could not be deployed under its name', () => {
    const fault = faultOf({ 'sagas/acme/x.ts': `${SAGA}export const $x = saga(() => EMPTY, { isolated: true });` });
    expect(fault).toContain('"acme-$x" cannot be deployed');
  });

  it('a file that does not parse', () => {
    expect(faultOf({ 'sagas/acme/x.ts': 'export const = ;' })).toContain('sagas/acme/x.ts cannot be read:');
  });
});
