import { isDeepStrictEqual } from 'node:util';
import type { Rehearsal } from '../../functions/src/core/handle/rehearsal.ts';
import { providersIn } from '../../generator/generate.ts';
import { holdsEngine, sourceFolder } from '../../generator/places.ts';
import { ROOT } from '../../generator/project.ts';
import { UsageError } from '../exit.ts';
import { useCaseNames } from '../scaffold/names.ts';
import { savedEventFiles } from '../scaffold/saved-event.ts';
import { writeNew } from '../scaffold/write.ts';
import { disguised, type Replaced } from './disguise/disguise.ts';
import type { Pulled } from './pulled.ts';
import { rehearsalsOf } from './rehearsing.ts';

/** What was written, and what whoever asked for it has to look at. */
export interface Saved {
  readonly files: readonly string[];
  readonly replaced: readonly Replaced[];
  /** Whether the business logic treats the saved event as it treats the real one. */
  readonly isTreatedAlike: boolean;
}

/**
 * Saves an event for tests, with personal data replaced, and a test that replays it.
 * @param name Of the files, in kebab-case. @param keep Paths of the body that stay as they are.
 * @throws {UsageError} if one of the files exists, or a path leads nowhere.
 */
export async function savePulled(
  { event }: Pick<Pulled, 'event'>,
  rehearsals: readonly Rehearsal[],
  {
    name,
    keep,
    tell,
  }: { readonly name: string; readonly keep: readonly string[]; readonly tell: (text: string) => void },
): Promise<Saved> {
  const names = useCaseNames(name);
  for (const kept of keep) requirePath(event.data, kept);
  const source = providersIn(ROOT).find(({ provider }) => provider === event.provider);
  if (source === undefined) throw new UsageError(`This project has no integration ${event.provider}.`);
  const { envelope, replaced } = disguised(event, { keep });
  // A test begins without records.
  const replayed = await rehearsalsOf(envelope, { read: () => Promise.resolve(undefined), tell });
  const dependsOnEngine = !holdsEngine(sourceFolder(ROOT));
  const files = savedEventFiles({
    source: { ...source, dependsOnEngine },
    names,
    event: envelope,
    rehearsals: replayed,
  });
  writeNew(ROOT, files);
  return {
    files: [...files.keys()],
    replaced,
    isTreatedAlike: isDeepStrictEqual(outline(rehearsals), outline(replayed)),
  };
}

/** What was done, without whose it was: the ids in keys of commands are others now. */
function outline(rehearsals: readonly Rehearsal[]): unknown {
  return rehearsals.map(({ consumer, steps, failures, skipped }) => ({
    consumer,
    steps: steps.map(({ name, error, reached = [], changes }) => ({
      command: name.split('/').slice(0, 2).join('/'),
      fails: error !== undefined,
      reaches: reached.length > 0,
      collections: changes.map(({ collection }) => collection),
    })),
    failures: failures.map(({ saga }) => saga),
    skipped,
  }));
}

function requirePath(body: unknown, dotted: string): void {
  let value = body;
  for (const name of dotted.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) {
      throw new UsageError(
        `The event has no ${dotted}: --keep takes a path of its body, such as data.object.metadata.plan.`,
      );
    }
    value = Reflect.get(value, name);
  }
}
