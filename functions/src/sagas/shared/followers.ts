import { type AsOf, Command, newest, recordHandler } from 'integration-service';
import { recordIdOf } from './record-id.ts';

/** A user of a messenger, as far as a bot may write to them. */
export interface Follower {
  /** The messenger: `line`. */
  readonly provider: string;
  /** The messenger's id of your bot or official account. */
  readonly account: string;
  /** The messenger's id of the user. */
  readonly userId: string;
  /** Whether the bot may write to the user: false once they have blocked it. */
  readonly following: boolean;
}

/** A user in the collection `followers`. */
export type FollowerRecord = Follower & {
  /** When they began or ceased to follow, in RFC 3339. */
  readonly since: string;
};

/** Keeps `followers` up to date with the messengers. The sagas of LINE and Telegram use this command. */
export class UpdateFollower extends Command {
  static readonly type = 'UpdateFollower';
  readonly follower: Follower;
  readonly asOf: AsOf;

  constructor(follower: Follower, asOf: AsOf) {
    super();
    this.follower = follower;
    this.asOf = asOf;
  }
}

export const updateFollower = recordHandler(UpdateFollower, ({ follower, asOf }, records) => {
  const { provider, account, userId } = follower;
  const record = { ...follower, since: asOf.time } satisfies FollowerRecord;
  records.update(
    'followers',
    recordIdOf(provider, `${account}:${userId}`),
    newest(asOf, () => record),
  );
});
