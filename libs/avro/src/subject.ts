/** Subject of an event in the registry: the full name of its record. */
export function subjectOf(eventName: string): string {
  return `riel.${eventName}`;
}
