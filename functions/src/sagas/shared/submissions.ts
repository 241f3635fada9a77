import { type AsOf, Command, newest, recordHandler } from 'integration-service';
import { recordIdOf } from './record-id.ts';

/** What someone answered: a text, a number, whether they ticked a box, or the labels of their choices. */
export type Answer = string | number | boolean | readonly string[] | null;

/** A filled form, as one event describes it. It is personal data. */
export interface Submission {
  /** The provider of the form: `typeform`. */
  readonly provider: string;
  /** Unique within the provider. */
  readonly submissionId: string;
  /** The account or the site at the provider, as in the envelope. */
  readonly source: string;
  readonly formId: string | null;
  readonly formTitle: string | null;
  /** Whether they sent the form, or left before its end. */
  readonly status: 'complete' | 'partial';
  /** By the name that you gave the field, or by the provider's id of it. */
  readonly answers: Readonly<Record<string, Answer>>;
  /** What you passed along with the form: the id of a customer, a campaign. */
  readonly hidden: Readonly<Record<string, string>>;
  readonly score: number | null;
  /** RFC 3339. */
  readonly submittedAt: string | null;
}

/** What a field holds, as an answer: anything that is not text, a number or a tick is null, and of a list the texts are kept. */
export function answerOf(value: unknown): Answer {
  if (Array.isArray(value)) return value.filter((one): one is string => typeof one === 'string');
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

/** A filled form, in `submissions/{provider}:{its id}`. */
export type SubmissionRecord = Submission;

/** Keeps the answers to forms in `submissions`. The sagas of Netlify and Typeform use this command. */
export class RecordSubmission extends Command {
  static readonly type = 'RecordSubmission';
  readonly submission: Submission;
  readonly asOf: AsOf;

  constructor(submission: Submission, asOf: AsOf) {
    super();
    this.submission = submission;
    this.asOf = asOf;
  }
}

export const recordSubmission = recordHandler(RecordSubmission, ({ submission, asOf }, records) => {
  const change = newest(asOf, () => ({ ...submission }) satisfies SubmissionRecord);
  records.update('submissions', recordIdOf(submission.provider, submission.submissionId), change);
});
