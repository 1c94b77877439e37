/** @jsxImportSource react */
import { version } from 'react';
import { version as domVersion } from 'react-dom';
import { expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };

/** The vitest project says which one it means. */
const { REACT_MAJOR = '19' } = process.env;

test('these tests run over the React that they say, one that the package names as its peer', () => {
  expect([version, domVersion].map((each) => each.split('.')[0])).toEqual([REACT_MAJOR, REACT_MAJOR]);
  expect(packageJson.peerDependencies.react).toContain(`^${REACT_MAJOR}.0.0`);
});
