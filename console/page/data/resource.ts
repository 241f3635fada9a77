import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { Change } from './contract.ts';
import { getJson, sentenceOf, wasAborted } from './client.ts';
import { onChange } from './live.ts';

/** Something read from the API. What was read last stays there while it is read again. */
export interface Resource<Value> {
  readonly value: Value | undefined;
  /** Why the last reading failed. */
  readonly error: string | undefined;
  readonly reload: () => void;
}

interface Options<Value> {
  /** Which changes make it worth reading again. */
  readonly on?: (change: Change) => boolean;
  /** Also read again this often, in milliseconds. */
  readonly everyMs?: number | undefined;
  readonly read?: (path: string, signal: AbortSignal) => Promise<Value>;
}

/** A burst of changes is one reading. */
const SETTLE_MS = 150;

interface Shown {
  readonly path: string;
  readonly reload: () => void;
}

/** What the page shows now. */
const shown = new Set<Shown>();

/**
 * Reads again what the page shows of a path, of those below it, and with any parameters. An action of the page has changed it,
 * and not each place that shows it is told of changes.
 */
export function readAgain(path: string): void {
  for (const one of shown) {
    if (one.path === path || one.path.startsWith(`${path}/`) || one.path.startsWith(`${path}?`)) one.reload();
  }
}

/** Reads a path of the API, and again on changes. Without a path nothing is read. */
export function useResource<Value>(path: string | undefined, options: Options<Value> = {}): Resource<Value> {
  const [state, setState] = useState<{ path?: string; value?: Value; error?: string }>({});
  const latest = useRef(options);
  latest.current = options;
  const [round, setRound] = useState(0);
  const reload = useCallback(() => setRound((count) => count + 1), []);

  useEffect(() => {
    if (path === undefined) return;
    const abort = new AbortController();
    const read = latest.current.read ?? getJson<Value>;
    read(path, abort.signal).then(
      (value) => setState({ path, value }),
      (error: unknown) => {
        if (wasAborted(error)) return;
        // An old value of the same thing is better than none.
        setState((before) => ({ ...(before.path === path && before), path, error: sentenceOf(error) }));
      },
    );
    return () => abort.abort();
  }, [path, round]);

  useEffect(() => {
    if (path === undefined) return;
    const one = { path, reload };
    shown.add(one);
    return () => void shown.delete(one);
  }, [path, reload]);

  useEffect(() => {
    let timer: number | undefined;
    const end = onChange((change) => {
      if (latest.current.on?.(change) !== true || timer !== undefined) return;
      timer = window.setTimeout(() => {
        timer = undefined;
        reload();
      }, SETTLE_MS);
    });
    return () => {
      end();
      window.clearTimeout(timer);
    };
  }, [path, reload]);

  const { everyMs } = options;
  useEffect(() => {
    const timer = everyMs === undefined ? undefined : window.setInterval(reload, everyMs);
    return () => window.clearInterval(timer);
  }, [everyMs, reload]);

  const isOfPath = state.path === path;
  return { value: isOfPath ? state.value : undefined, error: isOfPath ? state.error : undefined, reload };
}
