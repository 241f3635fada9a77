import { subjectOfAccount } from './account.ts';
import { hexDigestOf } from './digest.ts';
import type { IntegrationEvent } from './integration-event.ts';
import { idIn } from './json.ts';
import { nameIn } from './platform-event.ts';

/** An event rarely concerns more objects; the ledger's entry is to stay small. */
const MAX_SUBJECTS = 8;

const EMAIL = /^[^\s@<>]+@[^\s@<>]+$/;
/** `Jane Doe <jane@example.com>` */
const NAMED_EMAIL = /<([^\s@<>]+@[^\s@<>]+)>$/;
const PHONE = /^\+[\d ().-]{7,25}$/;

/**
 * A subject as the ledger keeps it, and as it is searched for: an id as it is, and a digest in place of what names a person
 * outside of any system, an e-mail address or a phone number.
 * @param text The id, number or address, as a provider sends it or a person types it.
 */
export function subjectKey(text: string): string {
  const trimmed = text.trim();
  const address = NAMED_EMAIL.exec(trimmed)?.[1] ?? trimmed;
  if (EMAIL.test(address)) return `email:${hexDigestOf(address.toLowerCase())}`;
  if (PHONE.test(trimmed)) return `phone:${hexDigestOf(trimmed.replaceAll(/[ ().-]/g, ''))}`;
  // People write the number of an order as `#1001`.
  return nameIn(trimmed.replace(/^#/, '') || trimmed);
}

/** Whether a subject is kept as a digest alone. */
export function isDigest(subject: string): boolean {
  return /^(?:email|phone):[0-9a-f]{64}$/.test(subject);
}

/**
 * The objects that an event concerns, as the ledger's entry names them: that of its envelope first, and its account last, if
 * it is of one.
 */
export function subjectsOf(event: Pick<IntegrationEvent, 'envelope' | 'related'>): readonly string[] {
  const { subject, account } = event.envelope;
  const found = [subject, ...event.related().flat()].flatMap((value) => idIn(value) ?? []);
  const own = account === undefined ? [] : [subjectOfAccount(account)];
  return [...[...new Set(found.map(subjectKey))].slice(0, MAX_SUBJECTS - own.length), ...own];
}
