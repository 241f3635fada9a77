import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { PlatformEvent } from '../../functions/src/core/event/platform-event.ts';
import { stripe } from '../../functions/src/integrations/stripe/index.ts';
import { stripeSamples } from '../../functions/src/integrations/stripe/samples.ts';
import { sampleEvent } from '../../functions/src/testing/sample-events.ts';
import { generate } from '../../generator/generate.ts';
import { rehearsalsOf } from '../../ops/pull/rehearsing.ts';
import { copyProject, type ProjectCopy } from '../project-copy.ts';

const TYPE = 'customer.created';
const SAGA = 'functions/src/sagas/stripe/escapes.ts';

/** What a handler may try, by the name of its command. */
const ESCAPES = {
  Fetch: `await fetch('https://example.com/');`,
  Socket: `await new Promise((resolve, reject) => connect(9, '127.0.0.1').on('error', reject).on('connect', resolve));`,
  Datagram: `createSocket('udp4').send('x', 9, '127.0.0.1');`,
  File: `writeFileSync(new URL('../escaped', import.meta.url), 'x');`,
  Program: `execFileSync('touch', ['escaped']);`,
  Thread: `new Worker('1', { eval: true });`,
  Client: `await use(stripeClient);`,
  Secret: `await use(crmKey);`,
  Swallowed: `await fetch('https://example.org/').catch(() => undefined); records.update('escapes', 'one', () => ({ done: true }));`,
};

let project: ProjectCopy;
let event: PlatformEvent;

beforeAll(async () => {
  project = copyProject();
  event = await sampleEvent(stripe, stripeSamples, TYPE);
});
afterAll(() => project.remove());

function rehearse(code: string, said: string[] = []) {
  project.write(SAGA, code);
  generate(project.root);
  const read = () => Promise.resolve(undefined);
  return rehearsalsOf(event, { read, tell: (text) => void said.push(text), root: project.root });
}

/** A saga whose commands each try one way to the outside. */
function escaping(): string {
  const names = Object.keys(ESCAPES);
  const commands = names.map((name) => `export class ${name} extends Command { static readonly type = '${name}'; }`);
  const handlers = Object.entries(ESCAPES).map(
    ([name, code]) =>
      `export const handle${name} = commandHandler(${name}, async (_command, { records, use }) => { ${code} });`,
  );
  return `import { execFileSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { Worker } from 'node:worker_threads';
import { mergeMap } from 'rxjs';
import { Command, commandHandler, isOfType, saga, secret } from 'integration-service';
import { isStripeEventOfType, StripeEvent } from 'integration-service/stripe';
import { stripeClient } from 'integration-service/stripe/client';

export const crmKey = secret('CRM_KEY');
${commands.join('\n')}
${handlers.join('\n')}
export const escapes = saga((events$) =>
  events$.pipe(isOfType(StripeEvent), isStripeEventOfType('${TYPE}'), mergeMap(() => [${names.map((name) => `new ${name}()`).join(', ')}])),
);
`;
}

it('a rehearsal is kept from everything outside, and says what was tried', async () => {
  const [rehearsal] = await rehearse(escaping());
  const reached = rehearsal?.steps.flatMap(({ name, reached }) =>
    name.startsWith('escapes/') ? [[name.slice('escapes/'.length), reached]] : [],
  );
  expect(Object.fromEntries(reached ?? [])).toEqual({
    Fetch: ['example.com'],
    Socket: ['127.0.0.1'],
    Datagram: ['a datagram'],
    File: ['a file or a program'],
    Program: ['a file or a program'],
    Thread: ['a file or a program'],
    Client: ['the API of stripe'],
    Secret: ['what CRM_KEY is for'],
    Swallowed: ['example.org'],
  });
  expect(existsSync(join(project.root, 'functions/src/sagas/escaped'))).toBe(false);
  expect(existsSync(join(project.root, 'escaped'))).toBe(false);
  const swallowed = rehearsal?.steps.find(({ name }) => name === 'escapes/Swallowed');
  expect(swallowed?.changes).toEqual([{ collection: 'escapes', id: 'one', after: { done: true } }]);
});

it.each([
  ['throws when it is loaded', `throw new Error('No region.');\n${escaping()}`, /escapes\.ts.*No region/],
  [
    'ends the process',
    escaping().replace('mergeMap(() => [', 'mergeMap(() => [process.exit(0), '),
    /ended the process/,
  ],
])('code that %s is told in a sentence', async (_what, code, sentence) => {
  await expect(rehearse(code)).rejects.toThrow(sentence);
});

it('what the code prints is told', async () => {
  const said: string[] = [];
  await rehearse(escaping().replace('mergeMap(() => [', `mergeMap(() => console.log('seen') ?? [`), said);
  expect(said.join('\n')).toContain('seen');
});
