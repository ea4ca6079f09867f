import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import { sendProblem } from './answer-errors.ts';

/** Answers requests that no route takes. */
export interface NotFound {
  /** Remembers a route, as an `onRoute` hook. */
  note(route: RouteOptions): void;
  /** 404, or 405 with `Allow` where the path exists for other methods. */
  answer(request: FastifyRequest, reply: FastifyReply): FastifyReply;
}

/** Makes the answer to requests that no route takes. */
export function createNotFound(): NotFound {
  const paths = new Map<string, { readonly form: RegExp; readonly methods: Set<string> }>();
  return {
    note({ url, method }) {
      const path = paths.get(url) ?? { form: formOf(url), methods: new Set<string>() };
      for (const each of [method].flat()) path.methods.add(each);
      paths.set(url, path);
    },
    answer(request, reply) {
      const asked = request.url.split('?')[0] ?? '';
      const matching = [...paths.values()].filter(({ form }) => form.test(asked));
      const methods = new Set(matching.flatMap((path) => [...path.methods]));
      if (methods.size === 0) return sendProblem(reply, { status: 404, code: 'not-found' });
      const allow = [...methods].toSorted().join(', ');
      return sendProblem(reply, { status: 405, code: 'method-not-allowed', headers: { allow } });
    },
  };
}

function formOf(url: string): RegExp {
  const segments = url.split('/').map((segment) => {
    if (segment === '*') return '.*';
    if (segment.startsWith(':')) return '[^/]+';
    return segment.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  });
  return new RegExp(`^${segments.join('/')}$`);
}
