/** Whether a setting is a map, as of parts by name. */
export function isMap(value: unknown): boolean {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}
