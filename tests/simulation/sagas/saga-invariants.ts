import { digestOf } from '../../../functions/src/core/event/digest.ts';
import { isJsonObject } from '../../../functions/src/core/event/json.ts';
import { entryDocumentId } from '../../../functions/src/gcp/firestore/documents.ts';
import type { Document } from '../simulated-firestore.ts';
import type { DatedName } from './instance-documents.ts';
import type { History } from './instance-watch.ts';
import { undisturbed, type DatedFact, type Expected } from './oracle.ts';
import { SAGAS } from './plans.ts';
import { isKept, migrated, type SagaPlan } from './saga-plan.ts';
import { consumerOf } from './saga-software.ts';
import type { SagaWorld } from './saga-world.ts';

/**
 * Once nothing is under way: every fact is in its instance, or its event has a letter; commands are those of the undisturbed
 * run over the recorded facts, in order; all of them are done, or dead with a letter; and nothing is left that is due.
 */
export function checkSagas(world: SagaWorld, isAllFixed: boolean): void {
  checkFacts(world, isAllFixed);
  for (const [instance, history] of world.watch.histories) {
    if (instance.endsWith(' ')) world.journal.violate(`${instance}has an instance without a key.`);
    checkRest(world, instance, history, isAllFixed);
    checkCommands(world, instance, history);
    checkEffects(world, instance, history, isAllFixed);
  }
}

function checkFacts(
  { events, firestore, watch, journal, skipped, circumstances, isOperated }: SagaWorld,
  isAllFixed: boolean,
): void {
  const entries = firestore.collection('ledger');
  const letters = lettersOf(firestore.collection('deadLetters'));
  for (const { provider, from, facts, isTask } of events) {
    const [source, id]: [string, string] = JSON.parse(from);
    const entry = entries.get(entryDocumentId({ consumer: consumerOf(provider), source, id }));
    const status = entry?.['status'];
    const hasLetter = letters.some((letter) => letter['eventId'] === id && letter['status'] === 'open');
    // An event that is not a fact, and that no task wants, needs no entry.
    const isNothing = status === undefined && !isTask && facts.every(({ key }) => key === '');
    if (status !== 'done' && !isNothing && (isAllFixed || !hasLetter))
      journal.violate(`${from} is ${String(status)} without a letter.`);
    for (const { saga, key, fact } of facts) {
      if (key === '') {
        if (!skipped.has(`${id} ${saga}/${fact}`)) journal.violate(`${from} is skipped by ${saga}, and not counted.`);
        continue;
      }
      const error = status === 'dead' ? String(entry?.['error']) : '';
      const isRefused = new RegExp(`${saga}/${fact}: .*(?:takes no more|, and may take|is over)`).test(error);
      const isAlone = !circumstances.isFixed && !isOperated;
      if (isRefused && isAlone && watch.histories.get(`${saga} ${key}`)?.state?.status !== 'held')
        journal.violate(`${saga} ${key} goes on without ${from}, which it could not take.`);
      const isKnown = watch.histories.get(`${saga} ${key}`)?.facts.has(`${fact} ${from}`) === true;
      const isThrown = error.includes(`${saga}/${fact}: The pipeline threw`);
      if ((status === 'done' || isThrown) && !isKnown)
        journal.violate(`${from} is ${String(status)}, and is not in ${saga} ${key}.`);
    }
  }
}

function checkRest(
  { journal, firestore, scheduler }: SagaWorld,
  instance: string,
  { state }: History,
  isAllFixed: boolean,
): void {
  if (state === undefined) return;
  const { status, outbox, wakeAt, version, saga } = state;
  if (outbox.length > 0) journal.violate(`${instance} still has ${outbox.length} commands waiting.`);
  if (status === 'open' && wakeAt !== undefined && wakeAt < scheduler.now)
    journal.violate(`${instance} is still waiting for ${new Date(wakeAt).toISOString()}.`);
  const newest = SAGAS[saga]?.versions ?? 1;
  if (status === 'open' && version < newest) journal.violate(`${instance} was left to version ${version}.`);
  const letters = lettersOf(firestore.collection('deadLetters'));
  const isAbout = (letter: Document) => letter['status'] === 'open' && letter['told'] !== true;
  if (status === 'collecting') journal.violate(`${instance} is still collecting.`);
  if (status === 'held' && (isAllFixed || !letters.some(isAbout)))
    journal.violate(`${instance} is held without a letter.`);
}

function checkCommands({ journal, scheduler, events }: SagaWorld, instance: string, history: History): void {
  const decided = history.decisions.map(({ command }) => {
    const { label } = command.data;
    const text = command.type === 'Charge' ? `charge ${String(label)}` : String(label);
    return textOf({ at: command.at, label: text, key: command.key });
  });
  const expected = expectedOf(history, events, scheduler.now).map(textOf);
  const index = expected.findIndex((one, place) => one !== decided[place]);
  if (index !== -1)
    journal.violate(
      `${instance}: command ${index + 1} is ${decided[index] ?? 'missing'}, and has to be ${expected[index]}.`,
    );
  else if (decided.length > expected.length)
    journal.violate(`${instance}: ${decided[expected.length]} is a command too many.`);
}

/** What the versions of the saga emit, each in the stretches of time that it decided. */
function expectedOf(
  { saga, facts: known, stretches, state, silentTo }: History,
  events: SagaWorld['events'],
  now: number,
): readonly Expected[] {
  const plan = SAGAS[saga];
  if (plan === undefined || state === undefined) return [];
  const dataOf = ({ name, from }: DatedName) =>
    events.find((event) => event.from === from)?.facts.find((one) => one.saga === saga && one.fact === name)?.data;
  const dated = [...known.values()]
    .map((fact) => ({ ...fact, data: dataOf(fact) ?? fact.data }))
    .toSorted((one, other) => one.at - other.at);
  const end = { version: plan.versions ?? 1, from: state.decidedTo, to: Math.max(now, state.decidedTo) };
  const all = state.status === 'held' ? stretches : [...stretches, end];
  const until = Math.max(...all.map(({ to }) => to));
  const runs = new Map(
    [1, 2].map((version) => {
      const facts = version === 1 ? dated : dated.flatMap((fact) => migratedFact(fact, plan));
      return [version, undisturbed(plan, version > (plan.versions ?? 1) ? [] : facts, { until, version })] as const;
    }),
  );
  return all.flatMap(({ version, from, to }) =>
    (runs.get(version) ?? []).filter(({ at }) => at > Math.max(from, silentTo) && at <= to),
  );
}

/** A fact as the newer version sees it: not at all if it leaves it out. */
function migratedFact(
  { name, at, data, version }: Pick<DatedName, 'name' | 'at' | 'data' | 'version'>,
  { leavesOut }: SagaPlan,
): readonly DatedFact[] {
  if (!isKept(data)) return [{ name, at, data }];
  return version === 1 && leavesOut?.(data) === true ? [] : [{ name, at, data: migrated(data) }];
}

function checkEffects(
  { journal, firestore, effects }: SagaWorld,
  instance: string,
  { saga, facts, decisions, performed }: History,
  isAllFixed: boolean,
): void {
  const died = new Set(decisions.filter(({ end }) => end === 'dead').map(({ name }) => name));
  const letters = lettersOf(firestore.collection('deadLetters'));
  const { died: telling } = SAGAS[saga] ?? {};
  for (const { name, end, command } of decisions) {
    const isDeadCharge = end === 'dead' && command.type === 'Charge';
    if (isDeadCharge && !facts.has(`${telling} command ${command.id}`))
      journal.violate(`Nobody was told of the death of ${name}.`);
    const own = letters.filter((letter) => letter['eventId'] === digestOf(command.id));
    if (end === 'dead' && own.length === 0) journal.violate(`${name} is dead without a letter.`);
    if (isDeadCharge && own.every((letter) => letter['told'] !== true && letter['subscription'] === undefined))
      journal.violate(`The letter of ${name} does not say that its saga was told.`);
    const isTold = own.some((letter) => letter['told'] === true);
    const count = performed.filter((one) => one === name).length;
    const decided = decisions.filter((one) => one.name === name).length;
    if (count > decided) journal.violate(`${name} took place ${count} times.`);
    const isDone = end === 'done' || (isAllFixed && end === 'dead' && !isTold);
    const isAlone = decisions.filter((one) => one.name === name && one.end === 'dead').length === 0 || isAllFixed;
    if (
      isDone &&
      isAlone &&
      !isTold &&
      count < decided &&
      !decisions.some((one) => one.name === name && toldOf(letters, one.command.id))
    )
      journal.violate(`${name} took place ${count} of ${decided} times.`);
  }
  for (const name of performed)
    if (!decisions.some((one) => one.name === name)) journal.violate(`${name} took place, and nobody decided it.`);
  if (effects.size > 0 && new Set(effects.keys()).size !== effects.size) journal.violate('Effects share a key.');
  if (SAGAS[saga]?.parallel === true) return;
  const order = decisions.map(({ name }) => name).filter((name) => !died.has(name));
  const happened = performed.filter((name) => !died.has(name));
  const wrong = happened.findIndex((name, index) => name !== order[index]);
  if (wrong !== -1) journal.violate(`${instance}: ${happened[wrong]} took place where ${order[wrong]} comes next.`);
}

function toldOf(letters: readonly Document[], commandId: string): boolean {
  return letters.some((letter) => letter['eventId'] === digestOf(commandId) && letter['told'] === true);
}

function textOf({ at, label, key }: Expected): string {
  return `${label}${key === undefined ? '' : `/${key}`} at ${new Date(at).toISOString()}`;
}

function lettersOf(documents: ReadonlyMap<string, Document>): readonly Document[] {
  return [...documents.values()].map(({ data }) => (isJsonObject(data) ? data : {}));
}
