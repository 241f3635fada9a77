import type { PlatformEvent } from '../../functions/src/core/event/platform-event.ts';
import type { Rehearsal } from '../../functions/src/core/handle/rehearsal.ts';
import type { StoredRecord } from '../../functions/src/core/ledger/store.ts';

/** What the process of a rehearsal is told. */
export type Told =
  | { readonly kind: 'event'; readonly event: PlatformEvent }
  /** The record that it asked for. */
  | { readonly kind: 'record'; readonly question: number; readonly record?: StoredRecord }
  | { readonly kind: 'no record'; readonly question: number; readonly why: string };

/** What it says. */
export type Said =
  | { readonly kind: 'ready' }
  | { readonly kind: 'read'; readonly question: number; readonly collection: string; readonly id: string }
  | { readonly kind: 'rehearsed'; readonly rehearsals: readonly Rehearsal[] }
  /** The business logic cannot be loaded. */
  | { readonly kind: 'fault'; readonly says: string };
