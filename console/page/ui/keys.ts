import { useEffect, useRef } from 'preact/hooks';

/** What a key does; false lets the browser have it too. */
export type Keys = Readonly<Record<string, () => void | false>>;

const TYPED_INTO = 'input, textarea, select, [contenteditable]';

/** Listens for single keys (`j`, `Enter`, `?`) while the component is there; never while someone writes or is asked. */
export function useKeys(keys: Keys): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (document.querySelector('dialog[open]') !== null) return;
      if (event.target instanceof Element && event.target.matches(TYPED_INTO)) return;
      const act = Object.hasOwn(latest.current, event.key) ? latest.current[event.key] : undefined;
      if (act !== undefined && act() !== false) event.preventDefault();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}
