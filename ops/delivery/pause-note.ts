import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { isJsonObject, isText } from '../../functions/src/core/event/json.ts';
import type { JsonObject } from './google/json.ts';

/** What a subscription says of its pause, in its labels. */
export interface PauseNote {
  /** RFC 3339 */
  readonly since: string;
  /** The push configuration that was taken off: the address of the function, and who Pub/Sub signs in as. */
  readonly pushConfig: JsonObject;
}

export type Labels = Readonly<Record<string, string>>;

/** Says to people when the pause began: `2026-11-29_16-44-utc`. */
const SINCE_LABEL = 'integrations-paused-since';
/** Begins the names of the labels that contain the note, in parts. */
const PART_PREFIX = 'integrations-paused-part-';
/** @see https://cloud.google.com/pubsub/docs/create-topic#labels: 64 labels of 63 lowercase letters, digits, - and _ */
const PART_LENGTH = 60;

/**
 * The labels of a subscription with the note in them. The note and the missing push endpoint are one write to one resource, so
 * that no crash and no lost database leaves a subscription that nobody can resume. Pure.
 */
export function withNote(labels: Labels, note: PauseNote): Labels {
  const text = deflateRawSync(JSON.stringify(note)).toString('hex');
  const parts = Array.from({ length: Math.ceil(text.length / PART_LENGTH) }, (_, index) =>
    text.slice(index * PART_LENGTH, (index + 1) * PART_LENGTH),
  );
  return {
    ...withoutNote(labels),
    [SINCE_LABEL]: `${note.since.slice(0, 16).replace('T', '_').replace(':', '-')}-utc`,
    ...Object.fromEntries(parts.map((part, index) => [`${PART_PREFIX}${String(index).padStart(2, '0')}`, part])),
  };
}

/** The labels without a note. Pure. */
export function withoutNote(labels: Labels): Labels {
  return Object.fromEntries(
    Object.entries(labels).filter(([name]) => name !== SINCE_LABEL && !name.startsWith(PART_PREFIX)),
  );
}

/** The note in labels; undefined if there is none, or if somebody has changed it. Pure. */
export function noteIn(labels: Labels): PauseNote | undefined {
  const names = Object.keys(labels).filter((name) => name.startsWith(PART_PREFIX));
  if (names.length === 0) return undefined;
  const text = names
    .toSorted()
    .map((name) => labels[name])
    .join('');
  try {
    const note: unknown = JSON.parse(inflateRawSync(Buffer.from(text, 'hex')).toString());
    if (!isJsonObject(note)) return undefined;
    const { since, pushConfig } = note;
    return isText(since) && isJsonObject(pushConfig) ? { since, pushConfig } : undefined;
  } catch {
    return undefined;
  }
}
