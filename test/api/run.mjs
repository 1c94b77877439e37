// `npm run api`: the declarations of every public entry, rolled up into dist, and the report of what is public.
// `npm run api -- --local` accepts a changed report.
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor';
import { publicEntries } from '../../esbuild.config.mjs';
import { emitDeclarations } from './declarations.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const REPORTS = join(ROOT, 'test/api');
const DECLARATIONS = join(ROOT, 'dist/types');

/**
 * How the declarations are read: each public name is a package under node_modules, so that a roll-up imports it
 * instead of copying it.
 * @param {readonly { specifier: string, name: string }[]} entries
 */
function namesAsPackages(entries) {
  const { name: packageName } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const paths = entries.map(({ specifier, name }) => [specifier, [`./node_modules/${packageName}/dist/${name}.d.ts`]]);
  return {
    extends: './tsconfig.json',
    compilerOptions: {
      allowJs: false,
      checkJs: false,
      customConditions: [],
      preserveSymlinks: true,
      paths: Object.fromEntries(paths),
    },
    include: ['dist/types'],
    exclude: [],
  };
}

/**
 * @param {{ name: string, source: string }} entry
 * @param {object} compilerConfiguration see {@link namesAsPackages}
 * @param {boolean} accept whether a changed report is written over the old one
 * @returns {string[]} one line per fault
 */
function extract({ name, source }, compilerConfiguration, accept) {
  const reportName = name.replaceAll('/', '-');
  const config = ExtractorConfig.prepare({
    configObjectFullPath: undefined,
    packageJsonFullPath: join(ROOT, 'package.json'),
    configObject: {
      projectFolder: ROOT,
      mainEntryPointFilePath: join(DECLARATIONS, source.replace(/\.tsx?$/, '.d.ts')),
      compiler: { overrideTsconfig: compilerConfiguration },
      apiReport: {
        enabled: true,
        reportFileName: reportName,
        reportFolder: REPORTS,
        reportTempFolder: join(DECLARATIONS, 'reports'),
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: true, untrimmedFilePath: join(ROOT, `dist/${name}.d.ts`) },
      tsdocMetadata: { enabled: false },
      newlineKind: 'lf',
      messages: {
        compilerMessageReporting: { default: { logLevel: ExtractorLogLevel.Error } },
        extractorMessageReporting: {
          default: { logLevel: ExtractorLogLevel.Error },
          // We publish one surface: an export is public without saying so.
          'ae-missing-release-tag': { logLevel: ExtractorLogLevel.None },
          // A field whose name says it all needs no sentence.
          'ae-undocumented': { logLevel: ExtractorLogLevel.None },
        },
        tsdocMessageReporting: { default: { logLevel: ExtractorLogLevel.Error } },
      },
    },
  });
  /** @type {string[]} */
  const faults = [];
  const result = Extractor.invoke(config, {
    localBuild: accept,
    messageCallback(message) {
      message.handled = true;
      if (message.logLevel !== 'error') return;
      const where = message.sourceFilePath
        ? `${message.sourceFilePath.replace(ROOT, '')}:${message.sourceFileLine}: `
        : '';
      faults.push(`${name}: ${where}${message.text} (${message.messageId})`);
    },
  });
  if (result.apiReportChanged && !accept) {
    faults.push(
      `${name}: its public surface changed: read the difference with \`npm run api -- --local\` and git diff, then commit test/api/${reportName}.api.md`,
    );
  }
  return faults;
}

const accept = process.argv.includes('--local');
// Protocol first: the other entries import its types by its public name.
const entries = (await publicEntries()).sort((a, b) => Number(b.name === 'protocol') - Number(a.name === 'protocol'));
if (!emitDeclarations(ROOT, entries)) {
  console.error('api: the declarations do not compile: mend what tsc says above');
  process.exit(1);
}
mkdirSync(join(DECLARATIONS, 'reports'), { recursive: true });
const compilerConfiguration = namesAsPackages(entries);
const faults = entries.flatMap((entry) => extract(entry, compilerConfiguration, accept));
for (const fault of faults) console.error(fault);
console.log(
  `api: ${faults.length === 0 ? `${entries.length} entries rolled up, each as its report says` : `${faults.length} faults`}`,
);
process.exitCode = faults.length === 0 ? 0 : 1;
