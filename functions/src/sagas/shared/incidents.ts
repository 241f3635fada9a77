import { type AsOf, Command, newest, recordHandler } from 'integration-service';
import { recordIdOf } from './record-id.ts';

/**
 * Whether someone has to act: `open` until somebody takes it, `acknowledged` while somebody works on it, `resolved` once
 * it is over, `ignored` if the team decided to leave it.
 */
export type IncidentStatus = 'open' | 'acknowledged' | 'resolved' | 'ignored';

/** Something that went wrong in a system, as one event describes it: an incident, an alert, a group of errors. */
export interface Incident {
  /** The monitoring provider: `pagerduty`. */
  readonly provider: string;
  /** Unique within the provider. */
  readonly incidentId: string;
  /** The account or the installation at the provider, as in the envelope. */
  readonly source: string;
  /** The reference that people use: `SHOP-3K`. */
  readonly reference: string | null;
  readonly title: string | null;
  readonly status: IncidentStatus;
  /** The provider's own term: `unresolved`. */
  readonly providerStatus: string;
  /** How bad it is, in the provider's words: `high`, `fatal`. */
  readonly severity: string | null;
  /** The service or the project concerned. */
  readonly service: string | null;
  /** The provider's id of whoever is to act. */
  readonly assignee: string | null;
  readonly url: string | null;
}

/** An incident, in `incidents/{provider}:{its id}`. */
export type IncidentRecord = Incident;

/** Keeps `incidents` up to date. The sagas of PagerDuty and Sentry use this command. */
export class UpdateIncident extends Command {
  static readonly type = 'UpdateIncident';
  readonly incident: Incident;
  readonly asOf: AsOf;

  constructor(incident: Incident, asOf: AsOf) {
    super();
    this.incident = incident;
    this.asOf = asOf;
  }
}

export const updateIncident = recordHandler(UpdateIncident, ({ incident, asOf }, records) => {
  const change = newest(asOf, () => ({ ...incident }) satisfies IncidentRecord);
  records.update('incidents', recordIdOf(incident.provider, incident.incidentId), change);
});
