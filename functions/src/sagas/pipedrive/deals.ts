import { mergeMap } from 'rxjs';
import {
  type AsOf,
  asOfEvent,
  Command,
  idIn,
  type IntegrationEvent,
  isOfType,
  newest,
  RANK,
  recordHandler,
  saga,
} from 'integration-service';
import { type Deal, isPipedriveEventOfType, PipedriveEvent } from 'integration-service/pipedrive';
import { idOrNull, textIn, textOrNull } from '../shared/fields.ts';
import { currencyIn, minorUnits } from '../shared/money.ts';
import { recordIdOf } from '../shared/record-id.ts';
import { utcOf } from '../shared/times.ts';

/** A deal, in `deals/pipedrive:{company}:{its id}`. Times are RFC 3339. */
export type PipedriveDealRecord = {
  readonly provider: 'pipedrive';
  readonly id: string;
  readonly company: string | null;
  /** Pipedrive's own term: `open`, `won`, `lost`, `deleted`. */
  readonly status: string;
  readonly title: string | null;
  /** In ISO 4217 minor units. */
  readonly value: number | null;
  readonly currency: string | null;
  readonly stage: string | null;
  readonly pipeline: string | null;
  readonly owner: string | null;
  readonly person: string | null;
  readonly organization: string | null;
  readonly lostReason: string | null;
  /** A date without a time: `2026-12-15`. */
  readonly expectedCloseDate: string | null;
  /** When it was won or lost. */
  readonly closedAt: string | null;
  readonly createdAt: string | null;
};

const RANKS = { create: RANK.creation, change: RANK.update, delete: RANK.end } as const;

/** Keeps `deals` in sync with Pipedrive, from creation to deletion. */
export const deals = saga((events$) =>
  events$.pipe(
    isOfType(PipedriveEvent),
    isPipedriveEventOfType('deal.create', 'deal.change', 'deal.delete'),
    mergeMap((event) => {
      const { meta, data } = event.event;
      const id = idIn(meta.entity_id) ?? idIn(data?.id);
      if (id === undefined) return [];
      const deal = meta.action === 'delete' ? { status: 'deleted' } : data;
      return deal ? [new SyncPipedriveDeal(id, idOrNull(meta.company_id), deal, event, RANKS[meta.action])] : [];
    }),
  ),
);

export class SyncPipedriveDeal extends Command {
  static readonly type = 'SyncPipedriveDeal';
  readonly id: string;
  readonly company: string | null;
  readonly deal: Deal;
  readonly asOf: AsOf;

  constructor(id: string, company: string | null, deal: Deal, event: IntegrationEvent, rank: number) {
    super();
    this.id = id;
    this.company = company;
    this.deal = deal;
    this.asOf = asOfEvent(event, rank);
  }
}

export const syncPipedriveDeal = recordHandler(SyncPipedriveDeal, ({ id, company, deal, asOf }, records) => {
  const change = newest(asOf, () => recordOf(id, company, deal));
  records.update('deals', recordIdOf('pipedrive', `${company ?? ''}:${id}`), change);
});

function recordOf(id: string, company: string | null, deal: Deal): PipedriveDealRecord {
  const currency = currencyIn(deal.currency);
  return {
    provider: 'pipedrive',
    id,
    company,
    status: textIn(deal.status),
    title: textOrNull(deal.title),
    value: minorUnits(deal.value ?? '', currency ?? ''),
    currency,
    stage: idOrNull(deal.stage_id),
    pipeline: idOrNull(deal.pipeline_id),
    owner: idOrNull(deal.owner_id),
    person: idOrNull(deal.person_id),
    organization: idOrNull(deal.org_id),
    lostReason: textOrNull(deal.lost_reason),
    expectedCloseDate: textOrNull(deal.expected_close_date),
    closedAt: utcOf(deal.won_time) ?? utcOf(deal.lost_time),
    createdAt: utcOf(deal.add_time),
  };
}
