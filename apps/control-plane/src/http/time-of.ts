/** RFC 3339, UTC, of milliseconds since 1970. */
export const timeOf = (millis: number): string => new Date(millis).toISOString();
