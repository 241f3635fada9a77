import { describe, expect, it } from 'vitest';
import { CloudFunctionGenerator } from './cloud-function-generator.ts';
import { render } from './generate.ts';
import { acmeWith } from './testing/fixture.ts';

const COMMAND = `import { Command, commandHandler } from '../../core/handle/command.ts';\n`;
const SAGA = `import { EMPTY } from 'rxjs';\nimport { saga } from '../../core/handle/saga.ts';\n`;

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

  it('cannot be a name that the service needs for itself', () => {
    expect(() => CloudFunctionGenerator.withPrefix('shared')).toThrow('taken by the service itself');
  });

  it('makes no id that Cloud Functions would refuse', () => {
    const generator = CloudFunctionGenerator.withPrefix('a'.repeat(60));
    const nothing = {
      sagas: [],
      tasks: [],
      handlers: [],
      reviveTakesServices: false,
      listsMissedEvents: false,
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
    expect(faultOf({ 'integrations/acme/missed-events.ts': 'export const missedEvents = 1;' })).toBe(
      'functions/src/integrations/acme/missed-events.ts has to export its list of missed events as "acmeMissedEvents".',
    );
  });

  it('whose event class cannot be revived is refused', () => {
    expect(faultOf({ 'integrations/acme/event.ts': 'export class AcmeEvent { revive() {} }' })).toContain(
      'a static method revive(envelope, services)',
    );
  });

  it('whose revive is a value that may be anything is refused', () => {
    expect(faultOf({ 'integrations/acme/event.ts': 'export class AcmeEvent { static revive = other; }' })).toContain(
      'a static method revive(envelope, services)',
    );
  });

  it('has to be there for a folder of sagas', () => {
    expect(faultOf({ 'sagas/acmee/x.ts': '' })).toBe(
      'functions/src/sagas/acmee/x.ts belongs to no integration: add integrations/acmee, describe the instance acmee in integrations.config.ts, or move the file to the folder of one that there is.',
    );
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
    const text = `import { EMPTY } from 'rxjs';\nimport * as core from '../../core/handle/saga.ts';\ncore.saga(() => EMPTY);`;
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
    const text = `import { commandHandler } from '../../core/handle/command.ts';\nimport { PlaceOrder } from './orders/place-order.ts';\nexport const again = commandHandler(PlaceOrder, () => {});`;
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
    ['no type of its own', `export class X extends Command {}\nexport const x = commandHandler(X, () => {});`],
    ['no class that is known', `export const x = commandHandler(Y, () => {});`],
  ])('a handler whose command has %s', (_case, text) => {
    expect(faultOf({ 'sagas/acme/x.ts': COMMAND + text })).toContain(
      `The commandHandler x in functions/src/sagas/acme/x.ts needs a command class under sagas/ with a literal "static readonly type`,
    );
  });

  it('a saga among the shared commands', () => {
    expect(faultOf({ 'sagas/shared/x.ts': `${SAGA}export const x = saga(() => EMPTY);` })).toContain(
      'sagas/shared holds commands and their handlers only',
    );
  });

  it.each(['event', 'index', 'Event'])('an isolated saga called %s, whose file holds no function', (name) => {
    const fault = faultOf({
      'sagas/acme/x.ts': `${SAGA}export const ${name} = saga(() => EMPTY, { isolated: true });`,
    });
    expect(fault).toBe(
      `functions/src/sagas/acme/x.ts isolates "${name}", but generated/acme/${name.toLowerCase()}.ts holds no function: choose another name.`,
    );
  });

  it.each(['webhook', 'onDeadLetter', 'reconcile', 'WebHook'])('an isolated saga called %s', (name) => {
    const fault = faultOf({
      'sagas/acme/x.ts': `${SAGA}export const ${name} = saga(() => EMPTY, { isolated: true });`,
    });
    expect(fault).toMatch(/is the name of another function|differ at most in case/);
  });

  it.each(['subscriberFunction', 'AcmeEvent', 'onAcmeEvent', 'isolated'])(
    'a saga called %s, which the generated code needs',
    (name) => {
      expect(faultOf({ 'sagas/acme/x.ts': `${SAGA}export const ${name} = saga(() => EMPTY);` })).toContain(
        `functions/src/sagas/acme/x.ts exports "${name}", a name that the generated code needs`,
      );
    },
  );

  it('an isolated task whose function could not be deployed under its name', () => {
    const fault = faultOf({ 'sagas/acme/x.ts': `${SAGA}export const $x = saga(() => EMPTY, { isolated: true });` });
    expect(fault).toContain('"acme-$x" cannot be deployed');
  });

  it('a file that does not parse', () => {
    expect(faultOf({ 'sagas/acme/x.ts': 'export const = ;' })).toContain('sagas/acme/x.ts cannot be read:');
  });
});
