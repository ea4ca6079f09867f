import type { HttpServer } from './http-server.ts';

/**
 * Lets the routes of this scope take their bodies as bytes, whatever the content type says: what a
 * signature covers must not be parsed first. Use it inside `server.register`, since it replaces the
 * JSON parser of the scope. Such a route has no body schema; `request.body` is a Buffer, or absent.
 */
export function takeRawBodies(scope: HttpServer): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => {
    done(null, body);
  });
}
