import { mergeMap } from 'rxjs';
import { asOfEvent, idIn, isJsonObject, isOfType, RANK, saga } from 'integration-service';
import { isTypeformEventOfType, TypeformEvent, type TypeformAnswer } from 'integration-service/typeform';
import { listIn, textIn, textOrNull } from '../shared/fields.ts';
import { type Answer, answerOf, RecordSubmission } from '../shared/submissions.ts';
import { utcOf } from '../shared/times.ts';

/** Keeps the answers to Typeform's forms in `submissions`. */
export const submissions = saga((events$) =>
  events$.pipe(
    isOfType(TypeformEvent),
    isTypeformEventOfType('form_response', 'form_response_partial'),
    mergeMap((event) => {
      const { event_type: type, form_response: response } = event.event;
      const submissionId = idIn(response.token);
      if (submissionId === undefined) return [];
      const isComplete = type === 'form_response';
      const { score } = response.calculated ?? {};
      const submission = {
        provider: event.envelope.provider,
        submissionId,
        source: event.envelope.source,
        formId: textOrNull(response.form_id),
        formTitle: textOrNull(response.definition?.title),
        status: isComplete ? 'complete' : 'partial',
        answers: Object.fromEntries(listIn(response.answers).flatMap(namedAnswer)),
        hidden: textsIn(response.hidden),
        score: typeof score === 'number' ? score : null,
        submittedAt: utcOf(response.submitted_at),
      } as const;
      return [new RecordSubmission(submission, asOfEvent(event, isComplete ? RANK.end : RANK.creation))];
    }),
  ),
);

/** By the name that you gave the field, or by its id. */
function namedAnswer(answer: TypeformAnswer): readonly (readonly [string, Answer])[] {
  const name = textIn(answer.field?.ref) || textIn(answer.field?.id);
  return name === '' ? [] : [[name, valueOf(answer)]];
}

function valueOf(answer: TypeformAnswer): Answer {
  if (answer.type === 'choice') return textOrNull(answer.choice?.label) ?? textOrNull(answer.choice?.other);
  if (answer.type === 'choices') {
    return answerOf([...listOf(answer.choices?.labels), ...listOf(answer.choices?.other)]);
  }
  if (answer.type === 'payment') return textOrNull(answer.payment?.amount);
  return answerOf(Object.entries(answer).find(([field]) => field === answer.type)?.[1]);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

function textsIn(fields: unknown): Readonly<Record<string, string>> {
  const entries = isJsonObject(fields) ? Object.entries(fields) : [];
  return Object.fromEntries(entries.flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])));
}
