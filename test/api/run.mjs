// `npm run api`: the declarations of every public entry, rolled up into dist, and the report of what is public.
// `npm run api -- --local` accepts a changed report.
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor';
import { publicEntries } from '../../esbuild.config.mjs';
import { consumerFaults } from './consumer.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const REPORTS = join(ROOT, 'test/api');
const DECLARATIONS = join(ROOT, 'dist/types');

/**
 * @param {{ name: string, source: string }} entry
 * @param {boolean} accept whether a changed report is written over the old one
 * @returns {string[]} one line per fault
 */
function extract({ name, source }, accept) {
  const reportName = name.replaceAll('/', '-');
  const config = ExtractorConfig.prepare({
    configObjectFullPath: undefined,
    packageJsonFullPath: join(ROOT, 'package.json'),
    configObject: {
      projectFolder: ROOT,
      mainEntryPointFilePath: join(DECLARATIONS, source.replace(/\.tsx?$/, '.d.ts')),
      compiler: { tsconfigFilePath: join(REPORTS, 'extractor.tsconfig.json') },
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
const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
if (spawnSync(process.execPath, [tsc, '-p', join(REPORTS, 'tsconfig.json')], { stdio: 'inherit' }).status !== 0) {
  console.error('api: the declarations do not compile: mend what tsc says above');
  process.exit(1);
}
mkdirSync(join(DECLARATIONS, 'reports'), { recursive: true });
const entries = await publicEntries();
const faults = entries.flatMap((entry) => extract(entry, accept));
if (faults.length === 0) faults.push(...consumerFaults(ROOT));
for (const fault of faults) console.error(fault);
console.log(
  `api: ${faults.length === 0 ? `${entries.length} entries rolled up, each as its report says` : `${faults.length} faults`}`,
);
process.exitCode = faults.length === 0 ? 0 : 1;
