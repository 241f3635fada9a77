import { mergeMap } from 'rxjs';
import { asOfEvent, idIn, isOfType, saga } from 'integration-service';
import { isNetlifyEventOfType, NetlifyEvent } from 'integration-service/netlify';
import { textOrNull } from '../shared/fields.ts';
import { answerOf, RecordSubmission } from '../shared/submissions.ts';
import { utcOf } from '../shared/times.ts';

/** What Netlify adds to the fields of a form. */
const ADDED: ReadonlySet<string> = new Set(['ip', 'user_agent', 'referrer']);

/** Keeps the answers to Netlify's forms in `submissions`. */
export const submissions = saga((events$) =>
  events$.pipe(
    isOfType(NetlifyEvent),
    isNetlifyEventOfType('submission_created'),
    mergeMap((event) => {
      const { id, form_id, form_name, data, created_at } = event.event;
      const submissionId = idIn(id);
      if (submissionId === undefined) return [];
      const fields = Object.entries(data).filter(([name]) => !ADDED.has(name));
      const submission = {
        provider: event.envelope.provider,
        submissionId,
        source: event.envelope.source,
        formId: idIn(form_id) ?? null,
        formTitle: textOrNull(form_name),
        status: 'complete',
        answers: Object.fromEntries(fields.map(([name, value]) => [name, answerOf(value)])),
        hidden: {},
        score: null,
        submittedAt: utcOf(created_at),
      } as const;
      return [new RecordSubmission(submission, asOfEvent(event))];
    }),
  ),
);
