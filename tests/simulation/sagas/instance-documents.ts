import { instanceIn } from '../../../functions/src/core/durable/instance-record.ts';
import type { InstanceState } from '../../../functions/src/core/durable/instance-state.ts';
import { isJsonObject } from '../../../functions/src/core/event/json.ts';
import type { Document } from '../simulated-firestore.ts';

/** A fact as a document names it; without its data once its life is over. */
export interface DatedName {
  readonly name: string;
  readonly from: string;
  readonly at: number;
  readonly data?: unknown;
  /** The version of the saga that stored it. */
  readonly version?: number;
}

/** A fact by its name and its event, of which each can be one once. */
export function nameIn({ name, from }: Pick<DatedName, 'name' | 'from'>): string {
  return `${name} ${from}`;
}

/** Orders facts as they came. */
export function byMoment(one: DatedName, other: DatedName): number {
  return one.at - other.at;
}

/** All facts that a document knows of, in this life or an earlier one. */
export function factsIn(state: InstanceState | undefined): ReadonlyMap<string, DatedName> {
  const known = (state?.known ?? []).map(([text, at]): DatedName => {
    const end = text.indexOf(' ');
    return { name: text.slice(0, end), from: text.slice(end + 1), at };
  });
  return new Map([...known, ...(state?.facts ?? [])].map((fact) => [nameIn(fact), fact]));
}

/** What commands have left in a record. */
export function marksIn(document: Document | undefined): readonly string[] {
  const data = document?.['data'];
  const done: unknown = isJsonObject(data) ? data['done'] : undefined;
  return Array.isArray(done) ? done.map(String) : [];
}

/** The state in the document of an instance. */
export function stateIn(document: Document | undefined): InstanceState | undefined {
  const data = document?.['data'];
  return isJsonObject(data) ? instanceIn(data) : undefined;
}

/** When the sweep has to look at the instance in a document. */
export function dueIn({ data }: Document): number | undefined {
  const dueAt = isJsonObject(data) ? data['dueAt'] : undefined;
  return typeof dueAt === 'number' ? dueAt : undefined;
}

/** Whose code decided the instance in a document. */
export function buildIn({ data }: Document): unknown {
  return isJsonObject(data) ? data['build'] : undefined;
}
