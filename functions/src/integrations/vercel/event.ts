import { eventClass, ofTypes, type EventOf } from '../../core/integration/event-class.ts';
import type { EventPlaces } from '../../core/integration/places.ts';

interface Owner {
  readonly team?: { readonly id: string } | null;
  readonly user?: { readonly id: string } | null;
}

interface Project {
  readonly id: string;
  readonly name?: string;
}

export interface DeploymentPayload extends Owner {
  readonly deployment: {
    readonly id: string;
    /** The name of the project. */
    readonly name?: string;
    /** A host, without `https://`. */
    readonly url?: string;
    /** `githubCommitRef`, `gitlabCommitSha` and the like, by the host of the repository; your own texts, too. */
    readonly meta?: Readonly<Record<string, string>>;
  };
  readonly links?: { readonly deployment?: string; readonly project?: string };
  readonly target?: 'production' | 'staging' | null;
  readonly project: Project;
  readonly plan?: string;
  readonly regions?: readonly string[];
}

interface ProjectPayload extends Owner {
  readonly project: Project;
}

interface DomainPayload extends Owner {
  readonly domain: { readonly name: string; readonly delegated?: boolean };
}

interface ConfigurationPayload extends Owner {
  readonly configuration: { readonly id: string; readonly projects?: readonly string[] };
}

interface OfType<Type extends string, Payload> {
  readonly id: string;
  readonly type: Type;
  /** Unix time in milliseconds. */
  readonly createdAt: number;
  readonly region?: string | null;
  readonly payload: Payload;
}

interface Payloads {
  readonly deployment: [
    'created' | 'ready' | 'succeeded' | 'promoted' | 'error' | 'canceled' | 'check-rerequested',
    DeploymentPayload,
  ];
  readonly project: ['created' | 'removed', ProjectPayload];
  readonly domain: ['created', DomainPayload];
  readonly 'integration-configuration': [
    'permission-upgraded' | 'removed' | 'scope-change-confirmed',
    ConfigurationPayload,
  ];
}

type OfObject<Name extends keyof Payloads> = {
  readonly [Happening in Payloads[Name][0] as `${Name}.${Happening}`]: OfType<
    `${Name}.${Happening}`,
    Payloads[Name][1]
  >;
};

/** What Vercel sends, by type. @see https://vercel.com/docs/webhooks/webhooks-api */
export type VercelEvents = OfObject<'deployment'> &
  OfObject<'project'> &
  OfObject<'domain'> &
  OfObject<'integration-configuration'>;
export type VercelEventType = keyof VercelEvents;
export type VercelNative = VercelEvents[VercelEventType];
export type VercelEventOfType<Type extends VercelEventType> = EventOf<VercelEvents, Type>;

export const places: EventPlaces<VercelNative> = {
  id: '/id',
  type: '/type',
  time: '/createdAt',
  subject: ['/payload/deployment/id', '/payload/project/id', '/payload/configuration/id', '/payload/domain/name'],
  source: ['//vercel.com/teams/{/payload/team/id}', '//vercel.com/users/{/payload/user/id}', '//vercel.com'],
  needs: { '/payload': 'object' },
};

/**
 * A Vercel event on the platform.
 * @see https://vercel.com/docs/webhooks/webhooks-api
 */
export class VercelEvent extends /* @__PURE__ */ eventClass<VercelEvents>('vercel', places) {}

/**
 * Lets through Vercel events of the given types.
 * @example
 * events$.pipe(
 *   isOfType(VercelEvent),
 *   isVercelEventOfType('deployment.promoted'),
 *   map(({ event }) => new PurgeCache(event.payload.project.id)),
 * )
 */
export const isVercelEventOfType = /* @__PURE__ */ ofTypes(VercelEvent);
