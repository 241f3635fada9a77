import { h, type ComponentChild, type ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { act, foretell, sentenceOf, wasAborted } from '../data/client.ts';
import { html } from './html.ts';
import { Fault, Waiting } from './states.ts';
import { tell } from './toasts.ts';

interface Props<Reply> {
  /** `Redrive 3 dead letters` */
  readonly title: string;
  /** On the button: `Redrive` */
  readonly verb: string;
  /** Of the API. */
  readonly path: string;
  readonly body: unknown;
  /** What of the body the API's sentence hangs on, where a field changes the body and not the sentence. */
  readonly foretold?: unknown;
  /** Tells how it went. */
  readonly done: (reply: Reply) => void;
  readonly close: () => void;
  /** Fields that change the body. */
  readonly children?: ComponentChildren;
}

/** Says what an action will do, as the API foretells it, and does it if the answer is yes. */
export function ActionDialog<Reply>(props: Props<Reply>): ComponentChild {
  const { title, verb, path, body, foretold = body, close } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const [will, setWill] = useState<string>();
  const [fault, setFault] = useState<string>();
  const [isRunning, setRunning] = useState(false);
  const key = JSON.stringify(foretold);

  useEffect(() => dialog.current?.showModal(), []);
  useEffect(() => {
    let isCurrent = true;
    foretell(path, foretold).then(
      (sentence) => {
        if (!isCurrent) return;
        setWill(sentence);
        setFault(undefined);
      },
      (error: unknown) => isCurrent && !wasAborted(error) && setFault(sentenceOf(error)),
    );
    return () => {
      isCurrent = false;
    };
  }, [path, key]);

  const run = async () => {
    setRunning(true);
    try {
      props.done(await act<Reply>(path, body));
    } catch (error) {
      tell('bad', sentenceOf(error));
    }
    close();
  };
  return html`<dialog ref=${dialog} class="dialog" aria-labelledby="dialog-title" onClose=${close}>
    <h2 id="dialog-title">${title}</h2>
    ${props.children}
    <div class="dialog-will" aria-live="polite">
      ${
        fault !== undefined
          ? h(Fault, { message: fault })
          : will === undefined
            ? h(Waiting, { what: 'what this will do' })
            : html`<p>${will}</p>`
      }
    </div>
    <div class="dialog-buttons">
      <button type="button" class="button" onClick=${() => dialog.current?.close()}>Cancel</button>
      <button
        type="button"
        class="button primary"
        disabled=${will === undefined || fault !== undefined || isRunning}
        onClick=${run}
      >
        ${isRunning ? `${verb} …` : verb}
      </button>
    </div>
  </dialog>`;
}
