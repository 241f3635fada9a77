import { isDecodable } from '../../core/scheme/percent-encoding.ts';
import { notAnEvent } from '../../core/scheme/verification.ts';

/** The parameters of a form or a query, decoded, sorted by name and then by value, as Plivo signs them. */
export type Parameters = readonly (readonly [name: string, value: string])[];

/** Plivo sends about thirty, and a call's own headers. */
const MAX_PARAMETERS = 200;

const PLAIN_NAME = /^[A-Za-z][\w.-]{0,99}$/;

/** The parameters in a text; undefined if it is not a form that Plivo sends. */
export function parametersIn(text: string): Parameters | undefined {
  if (!text.includes('=') || !isDecodable(text)) return undefined;
  if (text.split('&', MAX_PARAMETERS + 1).length > MAX_PARAMETERS) return undefined;
  const parameters = [...new URLSearchParams(text)];
  if (!parameters.every(([name]) => PLAIN_NAME.test(name))) return undefined;
  return sorted(parameters);
}

/** By name and then by value. */
export function sorted(parameters: Iterable<readonly [string, string]>): Parameters {
  return [...parameters].toSorted(([a, one], [b, other]) => compared(a, b) || compared(one, other));
}

/** By UTF-16 units, as Plivo's own verifier sorts. */
function compared(a: string, b: string): number {
  return Number(a > b) - Number(a < b);
}

/** What people write. All other values are ids, numbers, times, addresses and words of Plivo's. */
const FREE_TEXTS: ReadonlySet<string> = new Set(['Text', 'CallerName', 'Speech', 'Transcription', 'UnstableSpeech']);

/** The parameters of Plivo's callbacks. @see https://www.plivo.com/docs/messaging/ @see https://www.plivo.com/docs/voice/ */
const PARAMETERS = `
  ALegRequestUUID ALegUUID AnswerTime BillDuration BillRate CallStatus CallUUID Confidence ConferenceAction
  ConferenceMemberID ConferenceName ConferenceUUID ConversationExpirationTimestamp ConversationID
  ConversationOrigin DeliveryReportTime DialALegUUID DialAction DialBLegBillRate DialBLegDuration DialBLegFrom
  DialBLegHangupCause DialBLegStatus DialBLegTo DialBLegUUID DialHangupCause DialRingStatus DialStatus Digits
  Direction DLRReason Duration EndTime ErrorCode Event ForwardedFrom From HangupCause HangupCauseCode
  HangupCauseName HangupSource InputType Machine MCC Media MediaCount MessageIntent MessageUUID MNC
  ParentAuthID ParentCallUUID ParentMessageUUID PartInfo PowerpackUUID QueuedTime RecordFile RecordUrl
  RecordingDuration RecordingDurationMs RecordingEndMs RecordingID RecordingStartMs RequestUUID SentTime
  SessionStart STIRAttestation STIRVerification StartTime Status To TotalAmount TotalCost TotalRate Type Units
`;

/** The longest first. */
const KNOWN: readonly string[] = [...FREE_TEXTS, ...PARAMETERS.trim().split(/\s+/)].toSorted(
  (a, b) => b.length - a.length,
);

/**
 * Whether another form could have the same signature: Plivo joins names and values without separators, so that `Type=sms`
 * is signed like `Types=ms`, and `A=1&B=2` like `A=1B2`. Values that only Plivo writes contain no parameter names; a text
 * that people write ends at the next parameter, which is always there.
 */
export function isAmbiguous(parameters: Parameters): boolean {
  return parameters.some(([name, value], index) => {
    const text = name + value;
    const written = KNOWN.find((one) => text.startsWith(one));
    if (written === undefined) return /^[A-Z]/.test(name) && MIGHT_HOLD_A_NAME.test(value);
    if (written !== name) return true;
    if (FREE_TEXTS.has(name)) return false;
    const next = parameters[index + 1]?.[0];
    // A query is signed with the signs that join it.
    return value.startsWith('=') || KNOWN.some((one) => value.includes(one) && isBetween(one, name, next));
  });
}

/** Names of Plivo's begin with a capital letter. What begins with a small one comes after all of them, and can hide none. */
const MIGHT_HOLD_A_NAME = /[a-z\d][A-Z]/;

/** Whether a parameter would stand between two others, so that its name could be hidden in the value of the first. */
function isBetween(name: string, first: string, next: string | undefined): boolean {
  return name >= first && (next === undefined || name <= next);
}

/** @throws {IntegrationError} `bad-webhook-request` if the text is not a form that Plivo sends. */
export function requireParameters(text: string): Parameters {
  const parameters = parametersIn(text);
  if (parameters === undefined) throw notAnEvent('plivo', 'it must be a form');
  return parameters;
}
