import type { ConsolePorts } from '../ports.ts';
import { textIn } from '../query.ts';
import { ApiError, jsonReply, type ApiReply } from '../replies.ts';

/** `GET /api/issues` */
export async function listIssues(query: URLSearchParams, { issues }: ConsolePorts): Promise<ApiReply> {
  const [provider, consumer] = [textIn(query, 'provider'), textIn(query, 'consumer')];
  return jsonReply(200, await issues.issues({ provider, consumer, settled: textIn(query, 'settled') !== undefined }));
}

/** `GET /api/issues/:issue` */
export async function showIssue(id: string, { issues }: ConsolePorts): Promise<ApiReply> {
  const issue = await issues.issue(id);
  if (issue === undefined)
    throw new ApiError(404, 'not-found', 'No issue has this id. List the issues with /api/issues.');
  return jsonReply(200, issue);
}
