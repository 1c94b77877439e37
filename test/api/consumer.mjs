// Compiles what a customer would write against the packed package, with every check on and no library skipped: an import of
// each entry, a use of each, and the TypeScript of the README and of the pages of docs/ that are written for strangers.
import { readFileSync } from 'node:fs';
import { join, posix, relative } from 'node:path';
import ts from 'typescript';

/** @type {ts.CompilerOptions} */
const STRANGERS_OPTIONS = {
  strict: true,
  skipLibCheck: false,
  noEmit: true,
  target: ts.ScriptTarget.ES2022,
  lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
  types: ['node'],
  jsx: ts.JsxEmit.ReactJSX,
};

/** Both ways in which TypeScript finds a package's declarations. */
const RESOLUTIONS = [
  { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler },
  { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext },
];

/** Pages whose code stands for itself, outside this repository. */
const PAGES = ['README.md', 'docs/react.md', 'docs/shims.md'];

const CODE_BLOCK = /^```(tsx?)\n(.*?)^```$/gms;

/** A hand-written use of everything that is public. */
const EVERY_ENTRY = 'test/api/every-entry.mts';

/** @param {string} root @returns {string[]} as in `convot/server` */
function entriesOf(root) {
  const { name, exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return Object.keys(exports)
    .filter((path) => exports[path].types)
    .map((path) => posix.join(name, path));
}

/**
 * The modules to compile, by the path of the file that each would be.
 * @param {string} root @param {string} project the folder of the stranger's project @returns {Map<string, string>}
 */
function consumers(root, project) {
  const imports = entriesOf(root).map((specifier, index) => `export * as entry${index} from '${specifier}';`);
  const blocks = PAGES.flatMap((page) =>
    [...readFileSync(join(root, page), 'utf8').matchAll(CODE_BLOCK)].map(([, kind, text = ''], index) => {
      const name = `${page.replace(/\W+/g, '-')}-${index + 1}.${kind === 'tsx' ? 'tsx' : 'mts'}`;
      return /** @type {const} */ ([join(project, name), text]);
    }),
  );
  return new Map([
    [join(project, 'imports.mts'), imports.join('\n')],
    [join(project, 'every-entry.mts'), readFileSync(join(root, EVERY_ENTRY), 'utf8')],
    ...blocks,
  ]);
}

/**
 * Compiles as a project that has installed `convot` from npm would.
 * @param {string} root @param {string} project a folder in whose node_modules the package lies
 * @returns {string[]} one line per compiler error
 */
export function consumerFaults(root, project) {
  const files = consumers(root, project);
  return [...unusedEntries(root), ...compilerFaults(project, files)];
}

/** @param {string} root @returns {string[]} one line per entry that test/api/every-entry.mts leaves out */
function unusedEntries(root) {
  const uses = readFileSync(join(root, EVERY_ENTRY), 'utf8');
  return entriesOf(root)
    .filter((specifier) => !uses.includes(`from '${specifier}'`))
    .map((specifier) => `a consumer: ${EVERY_ENTRY} does not use '${specifier}': add what people call of it`);
}

/** @param {string} project @param {ReadonlyMap<string, string>} files @returns {string[]} */
function compilerFaults(project, files) {
  return RESOLUTIONS.flatMap((resolution) => {
    const options = { ...STRANGERS_OPTIONS, ...resolution };
    const host = ts.createCompilerHost(options);
    const { fileExists, readFile } = host;
    const written = new Map([...files, [join(project, 'package.json'), '{ "type": "module" }']]);
    host.fileExists = (path) => written.has(path) || fileExists(path);
    host.readFile = (path) => written.get(path) ?? readFile(path);
    const program = ts.createProgram([...files.keys()], options, host);
    return ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => {
      const line = file
        ? `${relative(project, file.fileName)}:${file.getLineAndCharacterOfPosition(start).line + 1}: `
        : '';
      return `a consumer: ${line}${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
    });
  });
}
