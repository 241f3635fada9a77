import { h, type ComponentChild } from 'preact';
import { useState } from 'preact/hooks';
import { apiPath } from '../data/client.ts';
import type { MaxDismissReason } from '../data/contract.ts';
import { readFailuresAgain } from '../data/failures.ts';
import { ActionDialog } from '../ui/action-dialog.ts';
import { plural } from '../ui/format.ts';
import { html } from '../ui/html.ts';
import { tell } from '../ui/toasts.ts';

/** What somebody wants to do with which letters. */
export interface LetterAction {
  readonly verb: 'Redrive' | 'Dismiss';
  /** `3 dead letters` */
  readonly letters: string;
  readonly body: {
    readonly ids?: readonly string[];
    readonly issue?: string;
    readonly provider?: string;
    readonly all?: true;
  };
}

interface Props extends LetterAction {
  readonly close: () => void;
  readonly done?: () => void;
}

type DoneProps = Props & Required<Pick<Props, 'done'>>;

const MAX_REASON: MaxDismissReason = 500;

/** Asks before it is done, and tells how it went. */
export function LetterDialog(props: Props): ComponentChild {
  const done = () => {
    readFailuresAgain();
    props.done?.();
  };
  return h(props.verb === 'Redrive' ? RedriveDialog : DismissDialog, { ...props, done });
}

function RedriveDialog({ verb, letters, body, close, done }: DoneProps): ComponentChild {
  return h(ActionDialog<{ redriven: number; withoutBytes: number }>, {
    title: `${verb} ${letters}`,
    verb,
    path: apiPath(['letters', 'redrive']),
    body,
    close,
    done: ({ redriven, withoutBytes }) => {
      done();
      const lost = withoutBytes > 0 ? ` ${plural(withoutBytes, 'letter')} too large to be kept could not be.` : '';
      tell(withoutBytes > 0 ? 'bad' : 'good', `${plural(redriven, 'dead letter')} redriven.${lost}`);
    },
  });
}

function DismissDialog({ verb, letters, body, close, done }: DoneProps): ComponentChild {
  const [reason, setReason] = useState('');
  return h(
    ActionDialog<{ dismissed: number }>,
    {
      title: `${verb} ${letters}`,
      verb,
      path: apiPath(['letters', 'dismiss']),
      body: { ...body, reason },
      foretold: body,
      close,
      done: ({ dismissed }) => {
        done();
        tell('good', `${plural(dismissed, 'dead letter')} dismissed.`);
      },
    },
    html`<div class="form-row">
      <label for="dismiss-reason">Reason (optional)</label>
      <textarea
        id="dismiss-reason"
        class="field"
        rows="2"
        maxlength=${MAX_REASON}
        value=${reason}
        onInput=${({ currentTarget }: { currentTarget: HTMLTextAreaElement }) => setReason(currentTarget.value)}
      ></textarea>
    </div>`,
  );
}
