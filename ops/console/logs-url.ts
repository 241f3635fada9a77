/** Where Cloud Logging shows what was logged about an event, or all that this service logs. */
export function logsUrlOf(project: string, eventId?: string): string {
  const query =
    eventId === undefined ? 'jsonPayload.message:"Event"' : `jsonPayload.eventId=${JSON.stringify(eventId)}`;
  return `https://console.cloud.google.com/logs/query;query=${encodeURIComponent(query)}?project=${encodeURIComponent(project)}`;
}
