import type { BodyCleanup, CleanupRule } from '../ports.ts';
import { numberAt, objectAt, objectsAt, textAt, textsAt, type JsonObject } from './json.ts';
import type { GoogleRest } from './rest.ts';

/**
 * A bucket's lifecycle rules. They are one list, written as a whole: it is read first, and written only if
 * nobody changed the bucket in between.
 * @see https://cloud.google.com/storage/docs/lifecycle
 */
export class RestBodyCleanup implements BodyCleanup {
  readonly #rest: GoogleRest;
  readonly #base: string;

  constructor(rest: GoogleRest, base: string) {
    this.#rest = rest;
    this.#base = base;
  }

  async days(bucket: string, prefix: string): Promise<number | undefined> {
    const rule = rulesOf(await this.#rest.get(this.#url(bucket))).find((candidate) => isFor(candidate, prefix));
    return numberAt(objectAt(rule, 'condition'), 'age');
  }

  async set({ bucket, prefix, days }: CleanupRule): Promise<void> {
    const found = await this.#rest.get(this.#url(bucket));
    const others = rulesOf(found).filter((rule) => !isFor(rule, prefix));
    const mine = { action: { type: 'Delete' }, condition: { age: days, matchesPrefix: [prefix] } };
    const guard = `ifMetagenerationMatch=${textAt(found, 'metageneration') ?? ''}`;
    const lifecycle = { ...objectAt(found, 'lifecycle'), rule: [...others, mine] };
    await this.#rest.send('PATCH', `${this.#base}/b/${encodeURIComponent(bucket)}?${guard}`, { lifecycle });
  }

  #url(bucket: string): string {
    return `${this.#base}/b/${encodeURIComponent(bucket)}?fields=metageneration,lifecycle`;
  }
}

function rulesOf(bucket: JsonObject): readonly JsonObject[] {
  return objectsAt(objectAt(bucket, 'lifecycle'), 'rule');
}

/** A rule that deletes by age and for just this prefix; one with any further condition is someone else's. */
function isFor(rule: JsonObject, prefix: string): boolean {
  const condition = objectAt(rule, 'condition') ?? {};
  const prefixes = textsAt(condition, 'matchesPrefix');
  return (
    textAt(objectAt(rule, 'action'), 'type') === 'Delete' &&
    Object.keys(condition).toSorted().join() === 'age,matchesPrefix' &&
    prefixes.length === 1 &&
    prefixes[0] === prefix
  );
}
