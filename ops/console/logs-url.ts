/** The URL at which Cloud Logging shows the logs of an event, at one consumer or at all, or all logs of this service. */
export function logsUrlOf(project: string, eventId?: string, consumer?: string): string {
  const lines = eventId === undefined ? 'jsonPayload.message:"Event"' : linesOf(JSON.stringify(eventId));
  const query = consumer === undefined ? lines : `(${lines}) AND jsonPayload.consumer=${JSON.stringify(consumer)}`;
  return `https://console.cloud.google.com/logs/query;query=${encodeURIComponent(query)}?project=${encodeURIComponent(project)}`;
}

/** A line about a batch names its events in a list. @param id As a literal of the query language. */
function linesOf(id: string): string {
  return `jsonPayload.eventId=${id} OR jsonPayload.eventIds=${id}`;
}
