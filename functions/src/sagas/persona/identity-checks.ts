import { mergeMap } from 'rxjs';
import { asOfEvent, isOfType, isText, saga } from 'integration-service';
import { isPersonaEventOfType, PersonaEvent, type PersonaInquiryStatus } from 'integration-service/persona';
import { textIn, textOrNull } from '../shared/fields.ts';
import { UpdateIdentityCheck, type IdentityCheckStatus } from '../shared/identity-checks.ts';

/** @see https://docs.withpersona.com/inquiry-statuses */
const STATUSES: ReadonlyMap<string, IdentityCheckStatus> = new Map<PersonaInquiryStatus, IdentityCheckStatus>([
  ['created', 'pending'],
  ['pending', 'pending'],
  // The person has done their part, but nobody has decided.
  ['completed', 'processing'],
  ['needs_review', 'review'],
  ['approved', 'approved'],
  ['declined', 'declined'],
  // Too many attempts.
  ['failed', 'declined'],
  ['expired', 'expired'],
]);

/** Keeps `identities` up to date with Persona: whether each inquiry was approved. */
export const identityChecks = saga((events$) =>
  events$.pipe(
    isOfType(PersonaEvent),
    isPersonaEventOfType(
      'inquiry.created',
      'inquiry.started',
      'inquiry.completed',
      'inquiry.approved',
      'inquiry.declined',
      'inquiry.failed',
      'inquiry.expired',
      'inquiry.marked-for-review',
      'inquiry.transitioned',
    ),
    mergeMap((event) => {
      const { id, attributes } = event.event.data.attributes.payload.data;
      const providerStatus = textIn(attributes?.status);
      const status = STATUSES.get(providerStatus);
      if (!isText(id) || status === undefined) return [];
      const { provider, source } = event.envelope;
      const externalId = textOrNull(attributes['reference-id']);
      const check = { provider, checkId: id, source, status, providerStatus, externalId };
      return [new UpdateIdentityCheck(check, asOfEvent(event))];
    }),
  ),
);
