import { type HttpHandler, type HttpRequest, type HttpResponse, jsonResponse } from './message.ts';
import { problemWith } from './problems.ts';

const HEALTH_PATH = '/healthz';
const READY_PATH = '/readyz';
const ALIVE = jsonResponse(200, { status: 'alive' });
const READY = jsonResponse(200, { status: 'ready', reasons: [] });
const NO_SUCH_METHOD = problemWith('METHOD_NOT_ALLOWED', { allow: 'GET, HEAD' });

/** Why the service is not ready, as upper-snake codes; an empty list means that it is. */
export type Readiness = () => readonly string[] | Promise<readonly string[]>;

async function answerReady(readiness: Readiness): Promise<HttpResponse> {
  try {
    const reasons = await readiness();
    return reasons.length === 0 ? READY : jsonResponse(503, { status: 'not-ready', reasons });
  } catch {
    return jsonResponse(503, { status: 'not-ready', reasons: ['READINESS_UNKNOWN'] });
  }
}

/** True for the two health paths, which need no token and say nothing about customers. */
function isHealthPath(path: string): boolean {
  return path === HEALTH_PATH || path === READY_PATH;
}

/**
 * Answers `/healthz` (200 as long as the process answers at all) and `/readyz` (200, or 503 with the reasons; a
 * readiness that cannot be learned is not ready).
 */
export function createHealth(readiness: Readiness): HttpHandler {
  return async (request: HttpRequest) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return NO_SUCH_METHOD;
    return request.path === HEALTH_PATH ? ALIVE : answerReady(readiness);
  };
}

/** One handler for the whole surface: the health paths to `health`, everything else to `intake`. */
export function createHttpHandler(handlers: {
  readonly intake: HttpHandler;
  readonly health: HttpHandler;
}): HttpHandler {
  return (request) =>
    isHealthPath(request.path) ? handlers.health(request) : handlers.intake(request);
}
