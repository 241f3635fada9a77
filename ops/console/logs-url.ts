/** The URL at which Cloud Logging shows the logs of an event, or all logs of this service. */
export function logsUrlOf(project: string, eventId?: string): string {
  const query = eventId === undefined ? 'jsonPayload.message:"Event"' : linesOf(JSON.stringify(eventId));
  return `https://console.cloud.google.com/logs/query;query=${encodeURIComponent(query)}?project=${encodeURIComponent(project)}`;
}

/** A line about a batch names its events in a list. @param id As a literal of the query language. */
function linesOf(id: string): string {
  return `jsonPayload.eventId=${id} OR jsonPayload.eventIds=${id}`;
}
