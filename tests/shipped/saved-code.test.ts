import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Stripe from 'stripe';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeStateDir } from '../../local/testing/state-dir.ts';
import { startHost, type RunningHost } from '../../ops/testing/running-host.ts';
import { copyProject, type ProjectCopy } from '../project-copy.ts';

const SECRET = 'whsec_saved_code';
const FILE = 'functions/src/sagas/stripe/seen.ts';
const HELPER = 'functions/src/sagas/stripe/words.ts';

const state = makeStateDir();
let project: ProjectCopy;
let host: RunningHost;

beforeAll(async () => {
  project = copyProject();
  host = await startHost({ LOCAL_STATE_DIR: state.path, STRIPE_WEBHOOK_SECRET: SECRET }, project.root);
});
afterAll(async () => {
  await host?.end('SIGKILL');
  project.remove();
  state.remove();
});

/** A task that keeps a word of each event. */
function seen(word: string, { before = '', more = '' } = {}): string {
  return `import { existsSync } from 'node:fs';
import { task } from 'integration-service';
import { StripeEvent } from 'integration-service/stripe';
import { word } from './words.ts';
${before}
export const keepWord = task(StripeEvent, async ({ event }, context) => {
  ${more}
  context.records.update('words', event.id, () => ({ word: ${word}, exists: existsSync('/') }));
});
`;
}

/** Saves files, and waits until the terminal says what became of it. @returns the line. */
async function save(files: Readonly<Record<string, string>>): Promise<Record<string, unknown>> {
  const before = host.log.length;
  for (const [file, text] of Object.entries(files)) project.write(file, text);
  const find = () =>
    host.log.slice(before).find(({ message }) => /Saved code|keeps running|read once/.test(String(message)));
  await expect.poll(find).toBeDefined();
  return find() ?? {};
}

async function send(id: string): Promise<void> {
  const payload = JSON.stringify({ id, object: 'event', type: 'a.b', created: 1_700_000_000, data: { object: {} } });
  const signature = Stripe.webhooks.generateTestHeaderString({ payload, secret: SECRET });
  const headers = { 'content-type': 'application/json', 'stripe-signature': signature };
  const { status } = await fetch(String(host.endpoints['stripe-webhook']), { method: 'POST', headers, body: payload });
  expect(status).toBe(200);
}

async function wordOf(id: string): Promise<unknown> {
  const page: { records: { id: string; data: { word: unknown } }[] } = JSON.parse(
    await (await host.api('/api/records/words?limit=50')).text(),
  );
  return page.records.find((record) => record.id === id)?.data.word;
}

async function codeFault(): Promise<string | undefined> {
  const overview: { codeFault?: string } = JSON.parse(await (await host.api('/api/overview')).text());
  return overview.codeFault;
}

it('a task that is written while the host runs handles the next event', async () => {
  const line = await save({ [HELPER]: `export const word = 'one';\n`, [FILE]: seen('word') });
  expect(line).toMatchObject({ message: 'Saved code is in use', files: expect.stringContaining(FILE) });
  await send('evt_1');
  await expect.poll(() => wordOf('evt_1')).toBe('one');
});

it('a file that a task imports is saved, and the next event runs it', async () => {
  expect(await save({ [HELPER]: `export const word = 'two';\n` })).toMatchObject({ files: HELPER });
  await send('evt_2');
  await expect.poll(() => wordOf('evt_2')).toBe('two');
});

it('an event in progress finishes with the code that it began with', async () => {
  const gate = join(project.root, 'gate');
  const wait = `while (!existsSync(${JSON.stringify(gate)})) await new Promise((resolve) => setTimeout(resolve, 10));
  context.log.info('let through');`;
  await save({ [FILE]: seen(`'slow'`, { before: 'void word;', more: `context.log.info('began');\n  ${wait}` }) });
  await send('evt_slow');
  await expect.poll(() => host.log.some(({ message }) => message === 'began')).toBe(true);
  await save({ [FILE]: seen(`'quick'`, { before: 'void word;' }) });
  await send('evt_quick');
  await expect.poll(() => wordOf('evt_quick')).toBe('quick');
  expect(await wordOf('evt_slow')).toBeUndefined();
  writeFileSync(gate, '');
  await expect.poll(() => wordOf('evt_slow')).toBe('slow');
});

it.each([
  ['does not parse', 'export const = 1;\n', `${FILE} cannot be read`],
  ['imports a file that is not there', `import './gone.ts';\n`, `${FILE} imports functions/src/sagas/stripe/gone.ts`],
  ['throws while it is loaded', seen('word', { before: `throw new Error('No region.');` }), `${FILE}:5 throws while`],
  ['ends in the middle', 'export const keep', `${FILE} cannot be read`],
])('a file that %s is a sentence, and the code from before keeps running', async (what, text, sentence) => {
  const { severity, message } = await save({ [FILE]: text });
  expect(severity).toBe('ERROR');
  expect(message).toContain(sentence);
  expect(message).toMatch(/\. The code that was loaded before keeps running\.$/);
  expect(await codeFault()).toContain(sentence);
  const id = `evt_${what.replaceAll(' ', '_')}`;
  await send(id);
  await expect.poll(() => wordOf(id)).toBe('quick');
});

it('once the file is fixed, it runs, and the console shows no fault', async () => {
  await save({ [FILE]: seen('word') });
  await send('evt_mended');
  await expect.poll(() => wordOf('evt_mended')).toBe('two');
  await expect.poll(codeFault).toBeUndefined();
});

it('an own event class is loaded again with all that uses it', async () => {
  const event = 'functions/src/integrations/stripe/event.ts';
  await save({ [event]: `${readFileSync(join(project.root, event), 'utf8')}\nexport const mark = 1;\n` });
  await send('evt_class');
  await expect.poll(() => wordOf('evt_class')).toBe('two');
});

it('what is read once asks for another start', async () => {
  const { severity, message } = await save({ 'functions/.env': 'A=b\n' });
  expect({ severity, message }).toEqual({
    severity: 'WARNING',
    message: 'functions/.env is read once. Stop npm start and run it again to use what was saved.',
  });
});
