import { mergeMap } from 'rxjs';
import { asOfEvent, isOfType, isText, saga } from 'integration-service';
import { isOnfidoEventOfType, OnfidoEvent } from 'integration-service/onfido';
import { textIn, textOrNull } from '../shared/fields.ts';
import { UpdateIdentityCheck, type IdentityCheckStatus } from '../shared/identity-checks.ts';

/** @see https://documentation.onfido.com/api/latest/#workflow-run-statuses */
const STATUSES: ReadonlyMap<string, IdentityCheckStatus> = new Map([
  ['awaiting_input', 'pending'],
  ['processing', 'processing'],
  ['review', 'review'],
  ['approved', 'approved'],
  ['declined', 'declined'],
  ['abandoned', 'expired'],
  // Onfido could not finish it.
  ['error', 'expired'],
]);

/** Keeps `identities` up to date with Onfido: whether each workflow run was approved. */
export const identityChecks = saga((events$) =>
  events$.pipe(
    isOfType(OnfidoEvent),
    isOnfidoEventOfType('workflow_run.started', 'workflow_run.completed'),
    mergeMap((event) => {
      const { object, resource } = event.event.payload;
      const providerStatus = textIn(object.status);
      const status = STATUSES.get(providerStatus);
      if (!isText(object.id) || status === undefined) return [];
      const { provider, source } = event.envelope;
      const externalId = textOrNull(resource?.customer_user_id);
      const check = { provider, checkId: object.id, source, status, providerStatus, externalId };
      return [new UpdateIdentityCheck(check, asOfEvent(event))];
    }),
  ),
);
