/**
 * Rehearses one event, in its own process: the code is what was saved last, and whatever it tries, it reaches nothing outside.
 * Records come from the parent. Run by `rehearsing.ts`, with Node's permission model.
 */
import { messageOf } from '../../functions/src/core/event/error-text.ts';
import { IntegrationError } from '../../functions/src/core/event/errors.ts';
import type { PlatformEvent } from '../../functions/src/core/event/platform-event.ts';
import { rehearsableIn, type Rehearsable } from '../../functions/src/core/handle/rehearsable.ts';
import { rehearse, type Rehearsal } from '../../functions/src/core/handle/rehearsal.ts';
import type { StoredRecord } from '../../functions/src/core/ledger/store.ts';
import { ROOT, userConfig, userFunctionsOf } from '../../generator/project.ts';
import { loadFault } from '../../local/loading/fault.ts';
import { Outside } from './outside.ts';
import type { Said, Told } from './rehearsal-messages.ts';

// Code of the project may call other code deeply; the frame that is its own must not be cut off.
Error.stackTraceLimit = 50;

const outside = new Outside();
outside.closeNetwork();

const asked = new Map<number, PromiseWithResolvers<StoredRecord | undefined>>();
process.on('message', (told: Told) => {
  if (told.kind === 'event') void run(told.event);
  else if (told.kind === 'record') asked.get(told.question)?.resolve(told.record);
  else asked.get(told.question)?.reject(new Error(told.why));
});
await say({ kind: 'ready' });

async function run(event: PlatformEvent): Promise<void> {
  const said = await rehearsed(event).catch((error: unknown): Said => ({ kind: 'fault', says: sentenceOf(error) }));
  await say(said);
  // Whatever the code has left running does not hold up the answer.
  process.exit();
}

async function rehearsed(event: PlatformEvent): Promise<Said> {
  const rehearsals: Rehearsal[] = [];
  const { accountRecordPrefix: recordPrefix } = await userConfig();
  for (const consumer of await consumersOf(event.provider)) {
    rehearsals.push(
      await rehearse(consumer, event, {
        read: readRecord,
        services: outside.services,
        now: new Date(),
        reached: outside.tried,
        recordPrefix,
      }),
    );
  }
  return { kind: 'rehearsed', rehearsals };
}

async function consumersOf(provider: string): Promise<readonly Rehearsable[]> {
  // It applies the configuration that the functions are made with.
  await userConfig();
  return Object.values(await userFunctionsOf(provider)).flatMap((value) => rehearsableIn(value) ?? []);
}

async function readRecord(collection: string, id: string): Promise<StoredRecord | undefined> {
  const answer = Promise.withResolvers<StoredRecord | undefined>();
  const question = asked.size;
  asked.set(question, answer);
  await say({ kind: 'read', question, collection, id });
  return answer.promise;
}

function sentenceOf(error: unknown): string {
  const fault = loadFault(error, ROOT);
  if (fault !== undefined) return fault;
  return IntegrationError.is(error)
    ? messageOf(error, Infinity)
    : `The business logic cannot be loaded: ${messageOf(error)}`;
}

async function say(said: Said): Promise<void> {
  const sent = Promise.withResolvers<void>();
  process.send?.(said, (error: Error | null) => (error ? sent.reject(error) : sent.resolve()));
  await sent.promise;
}
