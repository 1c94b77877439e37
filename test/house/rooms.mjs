/**
 * The layer map: one row per room, the most particular first. DESIGN's picture of it stands in CONTRIBUTING.md.
 * An arrow that is not here is a fault; so is a package that is not named here.
 *
 * @typedef {object} Room
 * @property {string} name
 * @property {string} files what the paths of its files begin with
 * @property {readonly string[]} rooms the other rooms that it may import, types included
 * @property {readonly string[] | 'declared'} packages npm packages it may import (`node:` stands for Node's own);
 *   'declared' is everything that the nearest package.json depends on, and Node's own
 * @property {string} why said when an import breaks the rule
 */

/** @type {readonly Room[]} */
export const ROOMS = [
  {
    name: 'schemas',
    files: 'src/protocol/schemas.ts',
    rooms: ['protocol'],
    packages: ['zod'],
    why: 'the schemas wrap the checks of protocol, for servers alone',
  },
  {
    name: 'protocol',
    files: 'src/protocol/',
    rooms: [],
    packages: [],
    why: 'protocol is pure and lies below everything: no DOM, no Node, no I/O',
  },
  {
    name: 'client',
    files: 'src/client/',
    rooms: ['protocol'],
    packages: ['idb-keyval'],
    why: "the client runs on strangers' pages: it knows the protocol, no adapter and no widget",
  },
  {
    name: 'adapters/desk',
    files: 'src/adapters/desk/',
    rooms: ['protocol'],
    packages: [],
    why: 'an adapter knows the protocol and its own backend, nothing else',
  },
  {
    name: 'adapters/chatwoot',
    files: 'src/adapters/chatwoot/',
    rooms: ['protocol'],
    packages: [],
    why: 'an adapter knows the protocol and its own backend, nothing else',
  },
  {
    name: 'adapters/memory',
    files: 'src/adapters/memory/',
    rooms: ['protocol'],
    packages: [],
    why: 'an adapter knows the protocol and its own backend, nothing else',
  },
  {
    name: 'proof',
    files: 'src/proof/',
    rooms: ['protocol', 'schemas'],
    packages: ['jose'],
    why: 'proof seals and opens what the protocol describes, on any runtime',
  },
  {
    name: 'server',
    files: 'src/server/',
    rooms: ['protocol', 'schemas', 'proof'],
    packages: [],
    why: "server is the door for customers' backends: Request to Response, on any runtime",
  },
  {
    name: 'cli',
    files: 'src/cli/',
    rooms: ['protocol', 'proof'],
    packages: ['node:', 'jose'],
    why: 'the command makes keys and checks endpoints from outside; it is no part of any entry',
  },
  {
    name: 'testing',
    files: 'src/testing/',
    rooms: ['protocol'],
    packages: [],
    why: 'the conformance suite is bound to no test runner and to no adapter',
  },
  {
    name: 'react',
    files: 'src/react/',
    rooms: ['protocol', 'client'],
    packages: ['react'],
    why: 'the hooks are handed a client or a function that creates one, and import none',
  },
  {
    name: 'shims',
    files: 'src/shims/',
    rooms: ['protocol', 'client'],
    packages: [],
    why: 'a shim passes calls on to a client that it is handed: it creates none and knows no adapter',
  },
  {
    name: 'entry',
    files: 'src/index.ts',
    rooms: ['protocol', 'client', 'adapters/desk'],
    packages: [],
    why: 'the package entry re-exports by name the client and the default backend, and does nothing else',
  },
  {
    name: 'script',
    files: 'widget/script.ts',
    rooms: ['protocol', 'client', 'adapters/desk', 'launcher'],
    packages: [],
    why: 'the script tag wires client, desk adapter and launcher; the rest of the chat comes when it is first opened',
  },
  {
    name: 'script-chunk',
    files: 'widget/chat/script-chunk.ts',
    rooms: ['protocol', 'adapters/desk', 'chat'],
    packages: [],
    why: "the lazy half of the script tag: the chat and the desk's chat backend, wired by widget/script.ts",
  },
  {
    name: 'shim-tags',
    files: 'widget/shims/',
    rooms: ['client', 'shims'],
    packages: [],
    why: "a script tag in another messenger's place: it imports convot.js when it runs and contains nothing of it",
  },
  {
    name: 'launcher',
    files: 'widget/chat/launcher',
    rooms: ['protocol', 'client'],
    packages: [],
    why: 'the launcher is on every page: no framework, and the rest of the chat comes when it is first opened',
  },
  {
    name: 'chat',
    files: 'widget/chat/',
    rooms: ['protocol', 'client', 'launcher'],
    packages: ['preact'],
    why: 'the chat is handed its backend; it knows no adapter and no desk',
  },
  {
    name: 'context',
    files: 'widget/context/',
    rooms: ['protocol'],
    packages: ['preact'],
    why: 'any desk can embed the sidebar: it gets its data by property and knows the protocol alone',
  },
  {
    name: 'wire',
    files: 'desk/wire/',
    rooms: ['protocol'],
    packages: [],
    why: "types of the agent's API, for both sides of it",
  },
  {
    name: 'desk-outgoing',
    files: 'desk/src/outgoing/',
    rooms: ['protocol', 'wire'],
    packages: ['node:', 'ipaddr.js'],
    why: "the desk's one way out is plain infrastructure: it knows no domain, no database and no other client",
  },
  {
    name: 'desk',
    files: 'desk/src/',
    rooms: ['protocol', 'schemas', 'proof', 'wire', 'desk-outgoing'],
    packages: 'declared',
    why: "the desk speaks the protocol and opens proofs; it uses no client, no widget and not the customers' door",
  },
  {
    name: 'desk-web',
    files: 'desk/web/',
    rooms: ['protocol', 'wire', 'context'],
    packages: ['preact', 'preact-iso'],
    why: "the agents' pages know the agent's API and the sidebar",
  },
  {
    name: 'examples',
    files: 'examples/',
    rooms: [],
    packages: 'declared',
    why: 'an example is a customer: it imports packages by name, as they are published, and no file outside its folder',
  },
];
