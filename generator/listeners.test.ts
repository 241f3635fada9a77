import { describe, expect, it } from 'vitest';
import { CloudFunctionGenerator } from './cloud-function-generator.ts';
import { GeneratorError } from './fault.ts';
import { generateListeners, renderListeners } from './generate.ts';
import { ACME, fixtureProject, INSTANCES } from './testing/fixture.ts';

const FIXTURE = new Map([...ACME, ...INSTANCES]);

describe('the listeners of another codebase', () => {
  it.each([...renderListeners(FIXTURE, 'shop')])('%s reads as its golden file does', async (file, text) => {
    await expect(text).toMatchFileSnapshot(`testing/listeners.${file}.golden.txt`);
  });

  it('have neither a webhook nor a keeper of dead letters, and are of providers with business logic alone', () => {
    const files = renderListeners(FIXTURE, 'shop');
    expect([...files.values()].join('')).not.toMatch(/webhook|onDeadLetter|reconcile/);
    const without = new Map([...FIXTURE].filter(([file]) => !file.startsWith('sagas/acme/')));
    expect([...renderListeners(without, 'shop').keys()]).not.toContain('acme.ts');
  });

  it('are written beside the business logic of their project, over the integrations of this engine', () => {
    const saga = `import { map } from 'rxjs';
import { Command, commandHandler, isOfType, saga } from 'integration-service';
import { StripeEvent } from 'integration-service/stripe';
export class Thank extends Command { static readonly type = 'Thank'; }
export const thank = commandHandler(Thank, () => {});
export const thanks = saga((events$) => events$.pipe(isOfType(StripeEvent), map(() => new Thank())));
`;
    using project = fixtureProject(new Map([['sagas/stripe/thanks.ts', saga]]));
    expect(generateListeners(project.root, { codebase: 'shop' }).write).toEqual(['stripe.ts', 'index.ts']);
    expect(generateListeners(project.root, { codebase: 'shop', check: true })).toEqual({ write: [], remove: [] });
  });
});

describe('a codebase that cannot name listeners', () => {
  it.each([
    ['my-shop', 'use lower-case letters and digits only, and begin with a letter'],
    ['Shop', 'use lower-case letters and digits only, and begin with a letter'],
    ['default', 'JavaScript keeps that word for itself'],
  ])('%s is refused with a sentence', (codebase, why) => {
    expect(() => CloudFunctionGenerator.withPrefix('stripe', { codebase })).toThrow(
      new GeneratorError(`The codebase "${codebase}" cannot name listeners: ${why}.`),
    );
  });

  it('is one with which an id is too long', () => {
    const codebase = 'x'.repeat(46);
    const generator = CloudFunctionGenerator.withPrefix('stripe', { codebase });
    const logic = { sagas: [], tasks: [], handlers: [], durable: [], settings: [] };
    const source = {
      isInstance: false,
      listsMissed: undefined,
      listsFailures: false,
      isRegistered: false,
      publishesToTopic: false,
      reviveTakesServices: false,
    };
    expect(() => generator.render({ ...logic, ...source })).toThrow('and at most 63 of them');
  });
});
