import { signal } from '@preact/signals';
import { h, type ComponentChild } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { act, foretell, sentenceOf } from '../data/client.ts';
import { html } from './html.ts';
import { Fault, Waiting } from './states.ts';
import { tell } from './toasts.ts';

/** An action of the API that changes something. */
export interface Action<Reply> {
  /** `Redrive 3 dead letters` */
  readonly title: string;
  /** On the button: `Redrive` */
  readonly verb: string;
  readonly path: string;
  readonly body: unknown;
  /** Tells how it went. */
  done(reply: Reply): void;
}

interface Question {
  readonly title: string;
  readonly verb: string;
  foretell(): Promise<string>;
  run(): Promise<void>;
}

const question = signal<Question | undefined>(undefined);

/** Says what an action will do, and does it if the answer is yes. */
export function ask<Reply>({ title, verb, path, body, done }: Action<Reply>): void {
  question.value = {
    title,
    verb,
    foretell: () => foretell(path, body),
    run: async () => done(await act<Reply>(path, body)),
  };
}

/** Where questions appear. */
export function QuestionDialog(): ComponentChild {
  return question.value === undefined ? null : h(Ask, { question: question.value });
}

function Ask({ question: asked }: { question: Question }): ComponentChild {
  const dialog = useRef<HTMLDialogElement>(null);
  const [will, setWill] = useState<string>();
  const [fault, setFault] = useState<string>();
  const [isRunning, setRunning] = useState(false);
  useEffect(() => {
    dialog.current?.showModal();
    asked.foretell().then(setWill, (error: unknown) => setFault(sentenceOf(error)));
  }, [asked]);

  const close = () => {
    question.value = undefined;
  };
  const run = async () => {
    setRunning(true);
    try {
      await asked.run();
    } catch (error) {
      tell('bad', sentenceOf(error));
    }
    close();
  };
  return html`<dialog ref=${dialog} class="dialog" aria-labelledby="question" onClose=${close}>
    <h2 id="question">${asked.title}</h2>
    <div class="dialog-body">
      ${fault !== undefined
        ? h(Fault, { message: fault })
        : will === undefined
          ? h(Waiting, { what: 'what this will do' })
          : html`<p>${will}</p>`}
    </div>
    <div class="dialog-buttons">
      <button type="button" class="button" onClick=${() => dialog.current?.close()}>Cancel</button>
      <button type="button" class="button primary" disabled=${will === undefined || isRunning} onClick=${run}>
        ${isRunning ? `${asked.verb} …` : asked.verb}
      </button>
    </div>
  </dialog>`;
}
