import { h, type ComponentChild } from 'preact';
import { apiPath } from '../data/client.ts';
import { ActionDialog } from '../ui/action-dialog.ts';
import { plural } from '../ui/format.ts';
import { tell } from '../ui/toasts.ts';

/** Which letters a redrive is about. */
export interface Redrive {
  readonly title: string;
  readonly body: { readonly ids?: readonly string[]; readonly provider?: string; readonly all?: true };
}

/** Asks before a redrive, and tells how it went. */
export function RedriveDialog(props: Redrive & { close: () => void; done?: () => void }): ComponentChild {
  return h(ActionDialog<{ redriven: number; withoutBytes: number }>, {
    title: props.title,
    verb: 'Redrive',
    path: apiPath(['letters', 'redrive']),
    body: props.body,
    close: props.close,
    done: ({ redriven, withoutBytes }) => {
      props.done?.();
      const lost = withoutBytes > 0 ? ` ${plural(withoutBytes, 'letter')} too large to be kept could not be.` : '';
      tell(withoutBytes > 0 ? 'bad' : 'good', `${plural(redriven, 'dead letter')} redriven.${lost}`);
    },
  });
}
