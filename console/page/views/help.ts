import { signal } from '@preact/signals';
import { type ComponentChild } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { html } from '../ui/html.ts';

export const isHelpOpen = signal(false);

const KEYS: readonly (readonly [keys: readonly string[], what: string])[] = [
  [['j', '↓'], 'next row'],
  [['k', '↑'], 'row before'],
  [['Enter'], 'open the row'],
  [['Esc'], 'close what is open'],
  [['/'], 'search'],
  [['s'], 'send a sample'],
  [['p'], 'pause, or go on live'],
  [['g', 'e'], 'events'],
  [['g', 'o'], 'objects: what happened to a customer'],
  [['g', 'r'], 'requests'],
  [['g', 'u'], 'issues'],
  [['g', 'd'], 'dead letters'],
  [['g', 'w'], 'what waits'],
  [['g', 'i'], 'sagas and their instances'],
  [['g', 'm'], 'map'],
  [['g', 't'], 'rates'],
  [['g', 'c'], 'records'],
  [['g', 'b'], 'subscriptions'],
  [['g', 'l'], 'catalogue'],
  [['?'], 'this help'],
];

/** The keys that do something. */
export function Help(): ComponentChild {
  const dialog = useRef<HTMLDialogElement>(null);
  const isOpen = isHelpOpen.value;
  useEffect(() => {
    if (isOpen) dialog.current?.showModal();
  }, [isOpen]);
  if (!isOpen) return null;
  const close = () => {
    isHelpOpen.value = false;
  };
  return html`<dialog ref=${dialog} class="dialog" aria-labelledby="help-title" onClose=${close}>
    <h2 id="help-title">Keys</h2>
    <dl class="keys">
      ${KEYS.map(
        ([keys, what]) =>
          html`<div>
            <dt>${keys.map((key) => html`<kbd>${key}</kbd>`)}</dt>
            <dd>${what}</dd>
          </div>`,
      )}
    </dl>
    <div class="dialog-buttons">
      <button type="button" class="button" onClick=${() => dialog.current?.close()}>Close</button>
    </div>
  </dialog>`;
}
