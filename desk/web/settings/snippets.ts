/**
 * Code to paste, made for one app. Nothing in it is secret: keys come from environment variables.
 */

/** The paste: the stub that queues calls, then the script. `</` would end the inline script early. */
export function pasteSnippet(stub: string, origin: string, app: string): string {
  const inline = stub.trim().replaceAll('</', '<\\/');
  return `<script>${inline}</script>
<script async src="${origin}/convot.js" data-app="${app}"></script>`;
}

/** What a page says right after the paste. */
export const IDENTIFY_SNIPPET = `<script>
  Convot.identify({
    email: "ada@example.com",
    external_id: "user_123",
    user_hash: "…", // made on your server: userHash(secret, { external_id })
    custom_data: {
      plan: "pro",
      shopify_store: "acme.myshopify.com"
    }
  });
</script>`;

/** The identity route with the package's own helper. */
export function packageRoute(app: string): string {
  return `import { identityRoute } from "convot/server";

export const GET = identityRoute({
  app: "${app}",
  key: process.env.CONVOT_IDENTITY_KEY,
  user: async (request) => {
    const user = await yourSession(request); // your own session or auth lookup
    if (!user) return null;
    return {
      userDetail: { id: user.id, email: user.email, name: user.name, plan: user.plan },
      integrations: { stripe: { customerId: user.stripeId } }
    };
  }
});`;
}

/** The same route without the package. */
export function joseRoute(app: string): string {
  return `import * as jose from "jose";

export async function GET(request) {
  const user = await yourSession(request); // your own session or auth lookup
  const headers = { "cache-control": "no-store" };
  if (!user) return Response.json({ identity: null }, { headers });
  const payload = {
    userDetail: { id: user.id, email: user.email, name: user.name, plan: user.plan },
    integrations: { stripe: { customerId: user.stripeId } }
  };
  const identity = await new jose.EncryptJWT(payload)
    .setProtectedHeader({ alg: "dir", enc: "A128GCM" })
    .setIssuedAt()
    .setExpirationTime("1h")
    .setAudience("${app}")
    .encrypt(Buffer.from(process.env.CONVOT_IDENTITY_KEY, "hex"));
  return Response.json({ identity }, { headers });
}`;
}
