import { Command, recordHandler } from 'integration-service';
import { recordIdOf } from './record-id.ts';

/** A mail that came back because its address is invalid. */
export interface Bounce {
  readonly provider: string;
  /** The campaign, or whatever of the sender comes closest to one. */
  readonly campaign: string;
}

/** A campaign that was paused, in `campaignPauses/{provider}:{campaign}`: stop sending when it changes. Times are in RFC 3339. */
export type CampaignPauseRecord = {
  readonly provider: string;
  readonly campaign: string;
  readonly pausedAt: string;
  /** The first of the bounces because of which it was paused. */
  readonly firstBounceAt: string;
  /** How often it has been paused. */
  readonly storms: number;
};

export class PauseCampaign extends Command {
  static readonly type = 'PauseCampaign';
  readonly bounce: Bounce;
  readonly firstBounceAt: string;
  readonly pausedAt: string;

  /** @param instants Of the bounces, in milliseconds since 1970. */
  constructor(bounce: Bounce, instants: readonly number[]) {
    super();
    this.bounce = bounce;
    this.firstBounceAt = new Date(instants.at(0) ?? 0).toISOString();
    this.pausedAt = new Date(instants.at(-1) ?? 0).toISOString();
  }
}

export const pauseCampaign = recordHandler(PauseCampaign, ({ bounce, firstBounceAt, pausedAt }, records) => {
  const { provider, campaign } = bounce;
  records.update('campaignPauses', recordIdOf(provider, campaign), (current) => {
    const storms = Number(current?.['storms'] ?? 0) + 1;
    return { provider, campaign, pausedAt, firstBounceAt, storms } satisfies CampaignPauseRecord;
  });
});
