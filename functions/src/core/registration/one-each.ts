import type { Registered, Subscribed } from './registrar.ts';
import { namesOf } from './rest-calls.ts';

/** What a provider holds that has an object for each type of event. */
export interface OneType {
  readonly id: string;
  readonly at?: string;
  readonly url: string;
  readonly type: string;
  readonly isOn: boolean;
  readonly trouble?: string;
  readonly form?: Readonly<Record<string, string>>;
  readonly isMarked: boolean;
}

/** Presents objects with one type each as one webhook for each URL. It is on and marked if all of its objects are. */
export function webhooksOf(objects: readonly OneType[]): readonly Registered[] {
  return [...Map.groupBy(objects, ({ at, url }) => JSON.stringify([at, url])).values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { at, url } = first;
    const trouble = group.find((one) => one.trouble !== undefined)?.trouble;
    return {
      id: group.map(({ id }) => id).join(','),
      ...(at !== undefined && { at }),
      url,
      types: [...new Set(group.map(({ type }) => type))],
      isOn: group.every(({ isOn }) => isOn),
      ...(trouble !== undefined && { trouble }),
      form: commonForm(group),
      isMarked: group.every(({ isMarked }) => isMarked),
    };
  });
}

/** What all of them have alike; the rest differs from whatever is desired. */
function commonForm(group: readonly OneType[]): Readonly<Record<string, string>> {
  const [first, ...others] = group;
  const pairs = Object.entries(first?.form ?? {});
  return Object.fromEntries(pairs.filter(([name, value]) => others.every(({ form }) => form?.[name] === value)));
}

/** The ids of the objects that a webhook consists of. */
export function partsOf({ id }: Pick<Registered, 'id'>): readonly string[] {
  return id.split(',');
}

/** What makes the objects of a webhook those of the desired types. */
export interface Regrouping<One extends OneType> {
  /** Types without an object. */
  readonly missing: readonly string[];
  readonly kept: readonly One[];
  /** Objects of other types, and each further one of a type: its events would come twice. Remove them last. */
  readonly surplus: readonly One[];
}

/** Compares the objects of one webhook with the types that it should have. */
export function regroup<One extends OneType>(objects: readonly One[], types: Subscribed): Regrouping<One> {
  const wanted = namesOf(types);
  const kept = wanted.flatMap((type) => objects.find((one) => one.type === type) ?? []);
  const missing = wanted.filter((type) => kept.every((one) => one.type !== type));
  return { missing, kept, surplus: objects.filter((one) => !kept.includes(one)) };
}
