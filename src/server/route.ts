/** A route as the web platform writes it: any framework that speaks `Request` and `Response` mounts it as it is. */
export type Route = (request: Request) => Promise<Response>;

/**
 * Makes a route when it is first asked instead of when its module loads: for frameworks that load every route while they
 * build (Next.js), where the secrets of the environment are not there yet.
 *
 * @param make - returns the route; what it throws rejects that request, and the next one tries again.
 * @example
 * ```ts
 * export const GET = atFirstRequest(() => identityRoute({ app, key, user }));
 * ```
 */
export function atFirstRequest(make: () => Route): Route {
  let route: Route | undefined;
  return async (request) => {
    route ??= make();
    return route(request);
  };
}
