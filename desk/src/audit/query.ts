import { z } from 'zod';
import { storableText } from '../http/body.js';

const CURSOR_CHARS = 200;

/** What the audit log's addresses take. */
export const auditQuery = z.object({ after: storableText(CURSOR_CHARS).optional() });
