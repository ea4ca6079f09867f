/**
 * Turns schema validation off for a route that reads its input itself; the schemas then only describe it in
 * the OpenAPI document.
 */
export const unchecked = () => (): true => true;
