interface Project {
  readonly id: string;
  readonly name?: string;
  readonly slug: string;
  readonly platform?: string;
}

export type Level = 'fatal' | 'error' | 'warning' | 'info' | 'debug' | 'sample';

/** A group of errors. */
export interface Issue {
  readonly id: string;
  /** `SHOP-3K`. */
  readonly shortId?: string;
  readonly title: string;
  readonly culprit?: string | null;
  readonly level?: Level;
  readonly status: 'unresolved' | 'resolved' | 'ignored';
  /** `archived_until_escalating`. */
  readonly substatus?: string | null;
  readonly priority?: 'high' | 'medium' | 'low' | null;
  readonly platform?: string;
  readonly project?: Project;
  readonly assignedTo?: {
    readonly type: 'user' | 'team';
    readonly id: string;
    readonly name?: string;
    readonly email?: string;
  } | null;
  /** How many events there were, in digits. */
  readonly count?: string;
  readonly userCount?: number;
  /** RFC 3339. */
  readonly firstSeen?: string;
  /** RFC 3339. */
  readonly lastSeen?: string;
  readonly web_url?: string;
  readonly permalink?: string | null;
}

/** One error. */
export interface AlertedEvent {
  readonly event_id: string;
  readonly project: number;
  readonly title: string;
  readonly level?: Level;
  readonly platform?: string;
  readonly culprit?: string | null;
  readonly issue_id?: string;
  /** RFC 3339. */
  readonly datetime?: string;
  readonly tags?: readonly (readonly [name: string, value: string])[];
  readonly web_url?: string;
}

/** A metric beyond its threshold. */
export interface MetricAlert {
  readonly id: string;
  readonly identifier?: string;
  readonly organization_id?: string;
  /** 20 critical, 10 warning, 2 resolved. */
  readonly status?: number;
  readonly title?: string;
  readonly date_started?: string;
  readonly date_closed?: string | null;
  readonly projects?: readonly string[];
  readonly alert_rule?: { readonly id: string; readonly name?: string; readonly aggregate?: string };
}
