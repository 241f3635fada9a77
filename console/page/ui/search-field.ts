import { h, type ComponentChild } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { html } from './html.ts';
import { Icon } from './icon.ts';
import { useKeys } from './keys.ts';

/** Writing settles before the list is read again. */
const TYPING_MS = 200;

/** A text to search for. `/` leads to it. */
export function SearchField(props: {
  label: string;
  placeholder: string;
  value: string;
  set: (text: string) => void;
}): ComponentChild {
  const input = useRef<HTMLInputElement>(null);
  const [text, write] = useSettled(props.value, props.set);
  useKeys({ '/': () => input.current?.select() });
  return html`<div class="search">
    ${h(Icon, { name: 'search' })}
    <input
      ref=${input}
      class="field"
      type="search"
      aria-label=${props.label}
      placeholder=${props.placeholder}
      value=${text}
      onInput=${({ currentTarget }: { currentTarget: HTMLInputElement }) => write(currentTarget.value)}
      onKeyDown=${leaveOnEscape}
    />
    <kbd aria-hidden="true">/</kbd>
  </div>`;
}

/** A text that is looked for once it is entered. `/` leads to it. */
export function FindField(props: {
  label: string;
  placeholder: string;
  find: (text: string) => void | Promise<void>;
}): ComponentChild {
  const input = useRef<HTMLInputElement>(null);
  useKeys({ '/': () => input.current?.select() });
  const enter = (event: KeyboardEvent) => {
    const text = input.current?.value.trim() ?? '';
    if (event.key === 'Enter' && text !== '') void props.find(text);
    else leaveOnEscape(event);
  };
  return html`<div class="search">
    ${h(Icon, { name: 'search' })}
    <input
      ref=${input}
      class="field"
      type="search"
      aria-label=${props.label}
      placeholder=${props.placeholder}
      onKeyDown=${enter}
    />
    <kbd aria-hidden="true">/</kbd>
  </div>`;
}

/** Gives the keyboard back to the view. */
export function leaveOnEscape(event: KeyboardEvent): void {
  if (event.key === 'Escape' && event.currentTarget instanceof HTMLElement) event.currentTarget.blur();
}

/** A text that is passed on when the writer pauses; it follows what is set from elsewhere. */
export function useSettled(value: string, set: (text: string) => void): readonly [string, (text: string) => void] {
  const [text, setText] = useState(value);
  const timer = useRef<number>(undefined);
  const passedOn = useRef(value);
  useEffect(() => {
    if (value !== passedOn.current) setText(value);
    passedOn.current = value;
  }, [value]);
  const write = (written: string) => {
    setText(written);
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(() => {
      passedOn.current = written;
      set(written);
    }, TYPING_MS);
  };
  return [text, write];
}
