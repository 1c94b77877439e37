// `node start.mjs express 3000`: one of the mounts, with the secrets in the environment (`npx convot keygen`).
const [name = '', port = '3000'] = process.argv.slice(2);
const MOUNTS = ['hono', 'express', 'fastify', 'node'];

if (MOUNTS.includes(name)) {
  const { listen } = await import(`./${name}.mjs`);
  await listen(Number(port));
  console.log(`http://localhost:${port}/api/megadesk-identity\nhttp://localhost:${port}/api/support-context`);
} else {
  console.error(`Say which: node start.mjs ${MOUNTS.join('|')} [port]`);
  process.exitCode = 2;
}
