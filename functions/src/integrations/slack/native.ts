import type { types } from '@slack/bolt';
import { isJsonObject, isText } from '../../core/event/json.ts';

/** What happened in a workspace, as the SDK types it. */
export type SlackHappening = Exclude<types.SlackEvent, types.AppRateLimitedEvent>;

/** The envelope of one event. @see https://docs.slack.dev/apis/events-api/#event-object */
export interface SlackCallback<Happening extends SlackHappening = SlackHappening> {
  readonly type: 'event_callback';
  /** The workspace that the event is delivered for. */
  readonly team_id: string;
  readonly enterprise_id?: string;
  readonly context_team_id?: string;
  readonly context_enterprise_id?: string;
  readonly api_app_id: string;
  readonly event: Happening;
  readonly event_id?: string;
  /** Unix seconds. */
  readonly event_time?: number;
  readonly is_ext_shared_channel?: boolean;
  readonly authorizations?: readonly {
    readonly enterprise_id: string | null;
    readonly team_id: string | null;
    readonly user_id: string;
    readonly is_bot: boolean;
    readonly is_enterprise_install?: boolean;
  }[];
}

/** The notice that events were left out, since the workspace made more than 30,000 in an hour. */
export interface SlackRateLimit {
  readonly type: 'app_rate_limited';
  readonly team_id: string;
  readonly api_app_id: string;
  /** Unix seconds of the minute in which the limit was reached. */
  readonly minute_rate_limited: number;
}

/** What Slack sends. */
export type SlackNative = SlackCallback | SlackRateLimit;

/** Whether parsed JSON is something that Slack sends: an event in its envelope, or a notice with a type of its own. */
export function isSlackNative(value: unknown): value is SlackNative {
  if (!isJsonObject(value) || !isText(value['type'])) return false;
  return value['type'] !== 'event_callback' || isCallback(value);
}

/** The challenge of Slack's `url_verification`; undefined for everything else. */
export function challengeIn(value: unknown): string | undefined {
  if (!isJsonObject(value) || value['type'] !== 'url_verification') return undefined;
  return isText(value['challenge']) ? value['challenge'] : undefined;
}

function isCallback(value: Record<string, unknown>): boolean {
  const { event } = value;
  return isJsonObject(event) && isText(event['type']);
}
