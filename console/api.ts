import { recoveryOf, type Action } from './actions/action.ts';
import { advanceClockAction } from './actions/advance-clock.ts';
import { answersAction } from './actions/answers.ts';
import { dismissAction } from './actions/dismiss.ts';
import type { Input } from './actions/input.ts';
import { redriveAction } from './actions/redrive.ts';
import { pauseAction } from './actions/pause.ts';
import { releaseAction } from './actions/release.ts';
import { resumeAction } from './actions/resume.ts';
import { replayAction } from './actions/replay.ts';
import { resendAction, sendAction } from './actions/send.ts';
import type { ConsolePorts } from './ports.ts';
import { listEvents, showEvent } from './reads/events.ts';
import { listIssues, showIssue } from './reads/issues.ts';
import { countLetters, listLetters, showLetter } from './reads/letters.ts';
import { showMap } from './reads/map.ts';
import {
  listIntegrations,
  listSubscriptions,
  listUnhandled,
  showCatalogue,
  showOverview,
  showSample,
  showStatistics,
} from './reads/overview.ts';
import { listPauses } from './reads/pauses.ts';
import { listCollections, listRecords, showRecord } from './reads/records.ts';
import { listInstances, showInstance } from './reads/sagas.ts';
import { showSubject } from './reads/subjects.ts';
import { listRequests, showRequest } from './reads/requests.ts';
import { listWaiting } from './reads/waiting.ts';
import { ApiError, jsonReply, type ApiReply } from './replies.ts';

/** Parts of the path that stand for something, in their order. */
type Names = readonly [string, string];

interface Read {
  readonly path: string;
  readonly answer: (names: Names, query: URLSearchParams, ports: ConsolePorts) => ApiReply | Promise<ApiReply>;
}

interface Act {
  readonly path: string;
  readonly prepare: (
    names: Names,
    query: URLSearchParams,
    input: Input,
    ports: ConsolePorts,
  ) => Action | Promise<Action>;
}

const READS: readonly Read[] = [
  { path: '/api/health', answer: () => jsonReply(200, { status: 'ok' }) },
  { path: '/api/overview', answer: (_names, _query, ports) => showOverview(ports) },
  { path: '/api/events', answer: (_names, query, ports) => listEvents(query, ports) },
  { path: '/api/events/:id', answer: ([id], query, ports) => showEvent(id, query, ports) },
  { path: '/api/subjects/:subject', answer: ([subject], _query, ports) => showSubject(subject, ports) },
  { path: '/api/requests', answer: (_names, query, ports) => listRequests(query, ports) },
  { path: '/api/requests/:id', answer: ([id], _query, ports) => showRequest(id, ports) },
  { path: '/api/map', answer: (_names, _query, ports) => showMap(ports) },
  { path: '/api/letters', answer: (_names, query, ports) => listLetters(query, ports) },
  { path: '/api/letters/count', answer: (_names, query, ports) => countLetters(query, ports) },
  { path: '/api/letters/:id', answer: ([id], _query, ports) => showLetter(id, ports) },
  { path: '/api/issues', answer: (_names, query, ports) => listIssues(query, ports) },
  { path: '/api/issues/:issue', answer: ([issue], _query, ports) => showIssue(issue, ports) },
  { path: '/api/waiting', answer: (_names, query, ports) => listWaiting(query, ports) },
  { path: '/api/records', answer: (_names, _query, ports) => listCollections(ports) },
  { path: '/api/records/:collection/:id', answer: ([name, id], _query, ports) => showRecord(name, id, ports) },
  { path: '/api/records/:collection', answer: ([name], query, ports) => listRecords(name, query, ports) },
  { path: '/api/sagas', answer: (_names, query, ports) => listInstances(query, ports) },
  { path: '/api/sagas/:saga/:key', answer: ([saga, key], _query, ports) => showInstance(saga, key, ports) },
  { path: '/api/stats', answer: (_names, query, ports) => showStatistics(query, ports) },
  { path: '/api/subscriptions', answer: (_names, _query, ports) => listSubscriptions(ports) },
  { path: '/api/unhandled', answer: (_names, _query, ports) => listUnhandled(ports) },
  { path: '/api/pauses', answer: (_names, _query, ports) => listPauses(ports) },
  { path: '/api/integrations', answer: (_names, _query, ports) => listIntegrations(ports) },
  { path: '/api/catalogue', answer: (_names, _query, ports) => showCatalogue(ports) },
  {
    path: '/api/samples/:provider/:type',
    answer: ([provider, type], _query, ports) => showSample(provider, type, ports),
  },
];

const ACTS: readonly Act[] = [
  {
    path: '/api/clock/advance',
    prepare: (_names, _query, input, ports) => {
      recoveryOf(ports);
      return advanceClockAction(input, ports);
    },
  },
  { path: '/api/answers', prepare: (_names, _query, input, ports) => answersAction(input, ports) },
  { path: '/api/send', prepare: (_names, _query, input, ports) => sendAction(input, ports) },
  { path: '/api/events/:id/resend', prepare: ([id], query, _input, ports) => resendAction(id, query, ports) },
  {
    path: '/api/events/:id/replay',
    prepare: ([id], query, input, ports) => replayAction(id, query, input, ports, recoveryOf(ports)),
  },
  {
    path: '/api/pauses/:consumer/pause',
    prepare: ([consumer], _query, _input, ports) => {
      recoveryOf(ports);
      return pauseAction(consumer, ports);
    },
  },
  {
    path: '/api/waiting/release',
    prepare: (_names, _query, input, ports) => releaseAction(input, ports, recoveryOf(ports)),
  },
  {
    path: '/api/pauses/:consumer/resume',
    prepare: ([consumer], _query, _input, ports) => {
      recoveryOf(ports);
      return resumeAction(consumer, ports);
    },
  },
  { path: '/api/letters/dismiss', prepare: (_names, _query, input, ports) => dismissAction(input, recoveryOf(ports)) },
  { path: '/api/letters/redrive', prepare: (_names, _query, input, ports) => redriveAction(input, recoveryOf(ports)) },
];

/** Answers a read. @param path Without the query. @throws {ApiError} */
export async function answerRead(path: string, query: URLSearchParams, ports: ConsolePorts): Promise<ApiReply> {
  const found = routeOf(path, READS);
  if (found !== undefined) return found.route.answer(found.names, query, ports);
  if (routeOf(path, ACTS) !== undefined) throw notAllowed('POST');
  throw notFound();
}

/** Does an action, or says what it would do where the query has `dry=1`. @throws {ApiError} */
export async function answerAction(
  path: string,
  query: URLSearchParams,
  input: Input,
  ports: ConsolePorts,
): Promise<ApiReply> {
  const found = routeOf(path, ACTS);
  if (found === undefined) throw routeOf(path, READS) === undefined ? notFound() : notAllowed('GET, HEAD');
  const action = await found.route.prepare(found.names, query, input, ports);
  if (query.get('dry') === '1') return jsonReply(200, { will: await action.will() });
  return jsonReply(200, await action.run());
}

function routeOf<Route extends { readonly path: string }>(
  path: string,
  routes: readonly Route[],
): { readonly route: Route; readonly names: Names } | undefined {
  const parts = path.split('/');
  const route = routes.find((candidate) => {
    const wanted = candidate.path.split('/');
    return (
      wanted.length === parts.length && wanted.every((part, index) => part.startsWith(':') || part === parts[index])
    );
  });
  if (route === undefined) return undefined;
  const names = parts.filter((_part, index) => route.path.split('/')[index]?.startsWith(':')).map(decoded);
  return { route, names: [names[0] ?? '', names[1] ?? ''] };
}

function notFound(): ApiError {
  const paths = [...READS, ...ACTS].map(({ path }) => path);
  return new ApiError(404, 'not-found', `Not found. The API has ${paths.join(', ')}.`);
}

function notAllowed(allow: string): ApiError {
  return new ApiError(405, 'method-not-allowed', `Use ${allow}.`, { allow });
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new ApiError(400, 'bad-request', 'The address is not properly percent-encoded.');
  }
}
