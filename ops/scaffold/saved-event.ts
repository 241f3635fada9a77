import path from 'node:path';
import { titleOf } from '../../functions/src/core/event/names.ts';
import type { PlatformEvent } from '../../functions/src/core/event/platform-event.ts';
import { isState } from '../../functions/src/core/event/state-event.ts';
import { isUnknown } from '../../functions/src/core/event/unknown-event.ts';
import type { Rehearsal, RehearsedChange } from '../../functions/src/core/handle/rehearsal.ts';
import { quote } from '../../generator/layout.ts';
import type { ExportSource, Files, ProviderSource } from '../../generator/model.ts';
import type { UseCaseNames } from './names.ts';
import { eventModuleOf, type SagaProvider } from './saga.ts';

/** What a test of a saved event has to know of the project and of the event. */
export interface SavedEvent {
  readonly source: ProviderSource & SagaProvider;
  readonly names: UseCaseNames;
  readonly event: PlatformEvent;
  /** What the consumers would do with it if there were no records. */
  readonly rehearsals: readonly Rehearsal[];
}

/** A record of more is only expected to be there. */
const EXPECTED_MOST = 4_000;

/**
 * The files of an event that is saved for tests, by their paths from the project's root: the event, and a test that replays it
 * through the sagas that want it. If none does, there is no test.
 */
export function savedEventFiles(saved: SavedEvent): Files {
  const { source, names, event } = saved;
  const folder = `functions/src/sagas/${source.provider}`;
  const test = testOf(saved, folder);
  return new Map([
    [`${folder}/${names.file}.event.json`, `${JSON.stringify(event, undefined, 2)}\n`],
    ...(test === undefined ? [] : [[`${folder}/${names.file}.test.ts`, test] as const]),
  ]);
}

function testOf({ source, names, event, rehearsals }: SavedEvent, folder: string): string | undefined {
  const logic = logicFor(source, rehearsals);
  if (logic.imported.length === 0) return undefined;
  const title = titleOf(source.provider);
  const steps = rehearsals.flatMap((rehearsal) => rehearsal.steps);
  const reached = [...new Set(steps.flatMap(({ reached = [] }) => reached))];
  const ownClass = isState(event) ? 'StateEvent' : isUnknown(event) ? 'UnknownEvent' : undefined;
  const revived =
    ownClass === undefined
      ? `await ${title}Event.revive(saved${source.reviveTakesServices ? ', noServices' : ''})`
      : ownClass === 'StateEvent'
        ? 'StateEvent.revive(saved)'
        : 'new UnknownEvent(saved.data, saved)';
  return [
    `import { expect, it } from 'vitest';`,
    ownClass === undefined
      ? `import { ${title}Event } from '${eventModuleOf(source)}';`
      : `import { ${ownClass} } from 'integration-service';`,
    `import { handleEvents, savedEvent } from 'integration-service/testing';`,
    ...importsOf(logic.imported, folder),
    '',
    ...(source.reviveTakesServices && ownClass === undefined
      ? [`const noServices = { apiKey: () => Promise.reject(new Error('This test has no API key.')) };`]
      : []),
    `const logic = ${logic.text};`,
    `const saved = savedEvent(new URL('./${names.file}.event.json', import.meta.url));`,
    '',
    ...(reached.length === 0
      ? []
      : [
          `// A handler reaches outside (${reached.join(', ').replaceAll('\n', ' ')}). Replace its client: docs/testing.md.`,
        ]),
    `it(${quote(`a saved event of ${event.eventtype} is handled`)}, async () => {`,
    `  const store = await handleEvents(logic, [${revived}]);`,
    ...expectationsOf(rehearsals),
    '});',
    '',
  ].join('\n');
}

interface Logic {
  readonly imported: readonly ExportSource[];
  readonly text: string;
}

/** The sagas and tasks that want the event, with the handlers of the commands that they may issue. */
function logicFor(source: ProviderSource, rehearsals: readonly Rehearsal[]): Logic {
  const skipped = new Set(rehearsals.flatMap((rehearsal) => rehearsal.skipped));
  const isActive = ({ name }: ExportSource) => !skipped.has(name);
  const [sagas, tasks, durable] = [
    source.sagas.filter(isActive),
    source.tasks.filter(isActive),
    source.durable.filter(isActive),
  ];
  const commands = new Set(sagas.flatMap((saga) => saga.commands));
  const handlers = sagas.length === 0 ? [] : source.handlers.filter(({ command }) => commands.has(command));
  const listed = (exports: readonly ExportSource[]) => exports.map(({ name }) => name).join(', ');
  const parts = [
    ...(sagas.length > 0 ? [`sagas: { ${listed(sagas)} }`] : []),
    ...(tasks.length > 0 ? [`tasks: { ${listed(tasks)} }`] : []),
    ...(durable.length > 0 ? [`durable: { ${listed(durable)} }`] : []),
    ...(handlers.length > 0 ? [`handlers: [${listed(handlers)}]`] : []),
  ];
  return { imported: [...sagas, ...tasks, ...durable, ...handlers], text: `{ ${parts.join(', ')} }` };
}

/** One line for each file, the nearest one last. */
function importsOf(exports: readonly ExportSource[], folder: string): readonly string[] {
  const byFile = Map.groupBy(exports, (one) => one.path);
  return [...byFile]
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([file, those]) => {
      const relative = path.posix.relative(folder, `functions/src/${file}`);
      const names = [...new Set(those.map(({ name }) => name))].toSorted();
      return `import { ${names.join(', ')} } from '${relative.startsWith('.') ? relative : `./${relative}`}';`;
    });
}

/** What each record is in the end. If something failed, nobody knows yet. */
function expectationsOf(rehearsals: readonly Rehearsal[]): readonly string[] {
  const changes = rehearsals.flatMap(({ steps }) => steps.flatMap((step) => step.changes));
  const last = new Map<string, RehearsedChange>(changes.map((change) => [`${change.collection}/${change.id}`, change]));
  const lines = [...last.values()].map(({ collection, id, after }) => {
    const record = `(await store.get(${quote(collection)}, ${quote(id)}))?.data`;
    const text = JSON.stringify(after);
    if (after === undefined) return `  expect(${record}).toBeUndefined();`;
    return text.length > EXPECTED_MOST ? `  expect(${record}).toBeDefined();` : `  expect(${record}).toEqual(${text});`;
  });
  return lines.length > 0 ? lines : ['  expect(store).toBeDefined();'];
}
