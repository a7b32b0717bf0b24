/** Names of places on the page: numbers, so that no name of a stack or resource gets into one. */
export function anchorOf(stack: number, resource?: number): string {
  return resource === undefined ? `s${stack}` : `s${stack}-r${resource}`;
}
