import { IntegrationError } from '../../core/event/errors.ts';
import { valueAt } from '../../core/event/json-pointer.ts';
import { textAt } from '../../core/recover/answers.ts';
import type { Desired, Registered } from '../../core/registration/registrar.ts';
import { namesOf, type RestCalls } from '../../core/registration/rest-calls.ts';
import { isSameUrl } from '../../core/registration/same-url.ts';

/** A URL of something that exists anyway: Twilio calls it for some types of events. */
export interface Attribute {
  /** As a change names it, and as the types of a webhook are called. */
  readonly name: string;
  /** Where the object holds it. */
  readonly at: string;
  /** Which native types come to it. */
  readonly takes: (type: string) => boolean;
  /** What makes Twilio ignore it, and what to do then. */
  readonly ignoredIf: readonly { readonly at: string; readonly remedy: string }[];
  /** What is set with it. */
  readonly method?: string;
}

/** The attributes that native types come to. */
export function attributesFor(attributes: readonly Attribute[], types: readonly string[]): readonly string[] {
  return attributes.filter(({ takes }) => types.some(takes)).map(({ name }) => name);
}

/**
 * The URLs that are set at a place, each as a webhook. Those that nobody has set come first, as one without a URL, so that a
 * URL of somebody else beside them does not stop us. What Twilio ignores does not count as set.
 */
export function webhooksAt(at: string, object: unknown, attributes: readonly Attribute[]): readonly Registered[] {
  const set = attributes.flatMap((attribute) => {
    const url = textAt(object, attribute.at) ?? '';
    return url === '' || ignoring(object, attribute) !== undefined ? [] : [{ url, name: attribute.name }];
  });
  const webhooks = [...Map.groupBy(set, ({ url }) => url)].map(([url, group]) => {
    return { ...webhookAt(at, url), types: group.map(({ name }) => name) };
  });
  return set.length < attributes.length ? [webhookAt(at, ''), ...webhooks] : webhooks;
}

/** It has no place for a mark: its name belongs to somebody. */
function webhookAt(at: string, url: string): Registered {
  return { id: url === '' ? at : `${at} ${url}`, at, url, types: [], isOn: true, isMarked: true };
}

/** What a request changes. */
type Form = Readonly<Record<string, string>>;

/**
 * What makes the desired attributes ours, and empties those of ours that are not desired.
 * @throws {IntegrationError} `bad-config`, before anything is changed, if one belongs to somebody else or is ignored.
 */
export function formFor(
  object: unknown,
  attributes: readonly Attribute[],
  { url, types, at, takeOver }: Desired,
): Form {
  const wanted = namesOf(types);
  const pairs = attributes.flatMap((attribute): readonly (readonly [string, string])[] => {
    const { name, method } = attribute;
    const before = textAt(object, attribute.at) ?? '';
    if (!wanted.includes(name)) return isSameUrl(before, url) ? [[name, '']] : [];
    const remedy = ignoring(object, attribute);
    if (remedy !== undefined) throw refusal(`Twilio ignores ${name} of ${at}: ${remedy}.`);
    if (before !== '' && !isSameUrl(before, url) && takeOver !== true)
      throw refusal(
        `${name} of ${at} is ${before}, which is not ours. Nothing was changed. To replace it, add --take-over.`,
      );
    return [[name, url], ...(method === undefined ? [] : [[method, 'POST'] as const])];
  });
  return Object.fromEntries(pairs);
}

/** What empties the attributes that have a URL. */
export function emptied(object: unknown, attributes: readonly Attribute[], url: string): Form {
  const ours = attributes.filter(({ at }) => isSameUrl(textAt(object, at) ?? '', url));
  return Object.fromEntries(ours.map(({ name }) => [name, '']));
}

/** Sends a change, if there is one. */
export async function sendIfAny(form: Form, path: string, calls: RestCalls): Promise<void> {
  if (Object.keys(form).length > 0) await calls.sendAs('POST', path, { form });
}

function ignoring(object: unknown, { ignoredIf }: Attribute): string | undefined {
  return ignoredIf.find(({ at }) => {
    const value = valueAt(object, at);
    return value !== undefined && value !== null && value !== '' && value !== false;
  })?.remedy;
}

function refusal(message: string): IntegrationError {
  return new IntegrationError('twilio', 'bad-config', message);
}
